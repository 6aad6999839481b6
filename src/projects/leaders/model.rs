//! The shapes of posts, terms and assignments.
use crate::foundation::{
    db::{
        Backend, Id, Timestamp,
        schema::{leader_posts, post_terms, project_leaders},
    },
    web::{Reference, Resource},
};
use crate::plan::assignments::AssignmentSource;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 县级领导岗位: a post that is in charge of projects.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = leader_posts, check_for_backend(Backend))]
pub struct LeaderPost {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Human code, unique in the jurisdiction.
    #[schema(example = "L001")]
    pub code: String,
    /// Orders codes as people count.
    #[serde(skip)]
    pub sort_key: String,
    /// 岗位名称.
    #[schema(example = "分管城建的副区长")]
    pub title: String,
    /// Whether it can be put in charge.
    pub active: bool,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 任期: who holds a post, for a time.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = post_terms, check_for_backend(Backend))]
pub struct PostTerm {
    /// Identity.
    pub id: Id,
    /// The post.
    #[serde(skip)]
    pub post_id: Id,
    /// 任职人: free text; `null` where nobody is named.
    #[schema(example = json!(null))]
    pub holder: Option<String>,
    /// The first day.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// The first day on which it no longer holds; `null` while no end is known.
    #[schema(example = "2025-07-01")]
    pub effective_to: Option<NaiveDate>,
    /// 文件依据.
    pub document: Option<String>,
    /// Recorded at.
    pub created_at: Timestamp,
}

/// A post with its terms.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LeaderPostDetail {
    /// The post.
    #[serde(flatten)]
    pub post: LeaderPost,
    /// 任职人: who holds it now; `null` where nobody is named.
    #[schema(example = json!(null))]
    pub holder: Option<String>,
    /// 任期, in the order of their first days.
    pub terms: Vec<PostTerm>,
}

/// A post as other objects show it.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = leader_posts, check_for_backend(Backend))]
pub struct LeaderPostSummary {
    /// Identity.
    pub id: Id,
    /// Human code, unique in the jurisdiction.
    #[schema(example = "L001")]
    pub code: String,
    /// 岗位名称.
    #[schema(example = "分管城建的副区长")]
    pub title: String,
}

/// 分包领导: the post in charge of a project, as the project shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeaderInCharge {
    /// 岗位.
    pub post: LeaderPostSummary,
    /// 任职人: who holds the post now; `null` where nobody is named.
    #[schema(example = json!(null))]
    pub holder: Option<String>,
    /// In charge since.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// Whether the assignment rests on an official source.
    pub source: AssignmentSource,
}

/// 分包关系: a post in charge of a project, for a time.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = project_leaders, check_for_backend(Backend))]
pub struct ProjectLeaderRow {
    /// Identity.
    pub id: Id,
    /// The project.
    pub project_id: Id,
    /// The post; shown as `post`.
    #[serde(skip)]
    pub post_id: Id,
    /// The first day.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// The first day on which it no longer holds; `null` while no end is known.
    #[schema(example = "2025-07-01")]
    pub effective_to: Option<NaiveDate>,
    /// Whether it rests on an official source.
    pub source: AssignmentSource,
    /// 文件依据.
    pub document: Option<String>,
    /// Recorded at.
    pub created_at: Timestamp,
}

/// 分包关系 with its post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProjectLeader {
    /// The assignment.
    #[serde(flatten)]
    pub row: ProjectLeaderRow,
    /// 岗位.
    pub post: LeaderPostSummary,
}

impl ProjectLeader {
    /// Nobody may do anything with a record.
    pub fn resource(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// A post to create, in the caller's jurisdiction.
#[derive(Debug, Clone, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = leader_posts, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "L007", "title": "分管城建的副区长"}))]
pub struct NewLeaderPost {
    /// Human code, unique in the jurisdiction; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$", example = "L007")]
    pub code: String,
    /// 岗位名称: of the post, not of a person.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    pub title: String,
}

/// Changes of a post: absent keeps.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = leader_posts)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"active": false}))]
pub struct LeaderPostChanges {
    /// 岗位名称.
    #[schema(nullable = false, min_length = 1, max_length = 200, pattern = r"\S")]
    pub title: Option<String>,
    /// Whether it can be put in charge. What it is in charge of stays.
    #[schema(nullable = false)]
    pub active: Option<bool>,
}

/// A term to begin.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"holder": null, "effective_from": "2025-07-01", "document": "区委〔2025〕21号"}))]
pub struct NewPostTerm {
    /// 任职人; leave it out where nobody is to be named.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    pub holder: Option<String>,
    /// The first day; not in the future. It ends the term before it.
    #[schema(example = "2025-07-01")]
    pub effective_from: NaiveDate,
    /// 文件依据.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// A post to put in charge of a project.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "post": "code:L007", "effective_from": "2025-07-01", "source": "confirmed", "document": "区委办〔2025〕18号"
}))]
pub struct NewProjectLeader {
    /// A post of the project's jurisdiction, still active.
    pub post: Reference,
    /// The first day; not in the future. It ends the assignment before it.
    #[schema(example = "2025-07-01")]
    pub effective_from: NaiveDate,
    /// Whether it rests on an official source.
    pub source: AssignmentSource,
    /// 文件依据.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// Which posts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct LeaderPostFilter {
    /// Only of this jurisdiction.
    #[param(example = "410102")]
    pub jurisdiction: Option<String>,
    /// Only active ones, or only those that are not.
    pub active: Option<bool>,
    /// Only of this code.
    #[param(example = "L001")]
    pub code: Option<String>,
}

/// Which assignments.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ProjectLeaderFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this project.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only those that hold on this day: one of a project at most.
    #[param(example = "2025-06-30")]
    pub as_of: Option<NaiveDate>,
}
