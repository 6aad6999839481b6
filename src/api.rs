//! The one list of resources: mounts them under `/api/v1` and builds the OpenAPI document from the same list. Needs no
//! database.
use crate::{directory, foundation::error::Problem, plan};
use std::sync::OnceLock;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

/// What the document says beside its operations.
#[derive(OpenApi)]
#[openapi(
    info(title = "督办 Duban", description = include_str!("../docs/openapi-description.md")),
    components(schemas(Problem)),
    modifiers(&Security),
    security(("bearer" = [])),
    tags(
        (name = "bureaus", description = "委办局/街道/平台公司: who is responsible and who reports"),
        (name = "plans", description = "年度工作方案: the plan of a jurisdiction for a year"),
        (name = "areas", description = "工作领域: the works of a plan"),
    )
)]
struct Base;

struct Security;
impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("访问令牌: the `access_token` that `POST /api/v1/sessions` answers."));
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// The one list of resources.
pub fn mount(cfg: &mut ServiceConfig) {
    cfg.service(scope::scope("/api/v1").configure(directory::routes).configure(plan::routes));
}

/// The OpenAPI document.
pub fn document() -> &'static utoipa::openapi::OpenApi {
    static DOCUMENT: OnceLock<utoipa::openapi::OpenApi> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        actix_web::App::new().into_utoipa_app().openapi(Base::openapi()).configure(mount).split_for_parts().1
    })
}
