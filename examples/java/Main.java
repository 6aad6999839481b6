// The main job in Java: what is owed, a report, its approval, and what follows.
//
//     pip install openapi-generator-cli==7.26.0 && curl -sS http://127.0.0.1:8080/openapi.json -o openapi.json
//     openapi-generator-cli generate -g java --library native -i openapi.json -o client --additional-properties=\
//     openApiNullable=false,useSingleRequestParameter=true,invokerPackage=duban,apiPackage=duban.api,modelPackage=duban.model
//
// Compile it with client/src/main/java and Jackson, and run it: DUBAN=http://… for another address.
import duban.ApiClient;
import duban.ApiException;
import duban.ApiResponse;
import duban.api.*;
import duban.model.*;
import java.math.BigDecimal;
import java.util.UUID;

public class Main {
    static final String BASE = System.getenv().getOrDefault("DUBAN", "http://127.0.0.1:8080");
    static final String PASSWORD = System.getenv().getOrDefault("DUBAN_DEMO_PASSWORD", "Duban-demo-2025");

    interface Call<T> {
        ApiResponse<T> send() throws ApiException;
    }

    /** One person: waits when told to, and renews the token when that has expired. */
    static class Person {
        final String username;
        final SessionsApi open = new SessionsApi(client());
        final ApiClient own = client();
        Tokens tokens;

        Person(String username) throws ApiException {
            this.username = username;
            var logIn = new LogIn().username(username).password(PASSWORD);
            tokens = open.logIn(SessionsApi.APILogInRequest.newBuilder().logIn(logIn).build());
            own.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + tokens.getAccessToken()));
        }

        static ApiClient client() {
            var client = new ApiClient();
            client.updateBaseUri(BASE);
            return client;
        }

        /** The same call again carries the same Idempotency-Key: never twice the effect. */
        <T> ApiResponse<T> send(Call<T> call) throws Exception {
            for (int attempt = 1; ; attempt++) {
                try {
                    return call.send();
                } catch (ApiException problem) {
                    if (attempt < 5 && (problem.getCode() == 429 || problem.getCode() == 503)) {
                        Thread.sleep(1000 * problem.getResponseHeaders().firstValueAsLong("Retry-After").orElse(1));
                    } else if (attempt < 5 && problem.getCode() == 401 && problem.getResponseBody().contains("\"token_expired\"")) {
                        System.out.println("  the token of " + username + " has expired: it is renewed");
                        var refresh = new Refresh().refreshToken(tokens.getRefreshToken());
                        tokens = open.refreshSession(SessionsApi.APIRefreshSessionRequest.newBuilder().refresh(refresh).build());
                    } else {
                        throw problem;
                    }
                }
            }
        }
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    static String etag(ApiResponse<?> answer) {
        return answer.getHeaders().entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("ETag"))
            .map(header -> header.getValue().get(0)).findFirst().orElseThrow();
    }

    record Owed(ObligationResource obligation, IndicatorResource indicator, String last) {}

    static Owed nextReport(Person person) throws Exception {
        var obligations = new ObligationsApi(person.own);
        String cursor = null;
        while (true) {
            var request = ObligationsApi.APIListObligationsRequest.newBuilder().limit(200L).cursor(cursor).build();
            var page = person.send(() -> obligations.listObligationsWithHttpInfo(request)).getData();
            for (var one : page.getItems()) {
                if (!one.getState().getValue().equals("owed") || !one.getSubject().getType().getValue().equals("indicator")) continue;
                var subject = one.getSubject().getId().toString();
                var read = IndicatorsApi.APIGetIndicatorRequest.newBuilder().id(subject).build();
                var indicator = person.send(() -> new IndicatorsApi(person.own).getIndicatorWithHttpInfo(read)).getData();
                var actual = progress(person, subject).getActual();
                var cumulative = indicator.getBasis() != null && indicator.getBasis().getValue().equals("cumulative");
                if (indicator.getKind().getValue().equals("flow") && cumulative && actual != null) return new Owed(one, indicator, actual);
            }
            if (!page.getPage().getHasMore()) throw new IllegalStateException("no cumulative indicator is owed any more");
            cursor = page.getPage().getNextCursor();
        }
    }

    static IndicatorProgressResource progress(Person person, String indicator) throws Exception {
        var request = ProgressApi.APIGetIndicatorProgressRequest.newBuilder().id(indicator).build();
        return person.send(() -> new ProgressApi(person.own).getIndicatorProgressWithHttpInfo(request)).getData();
    }

    static ApiResponse<ReportResource> create(Person person, NewReport draft) throws Exception {
        var request = ReportsApi.APICreateReportRequest.newBuilder().newReport(draft).idempotencyKey(key()).build();
        return person.send(() -> new ReportsApi(person.own).createReportWithHttpInfo(request));
    }

    public static void main(String[] arguments) throws Exception {
        var supervisor = new Person("supervisor");

        System.out.println("1. What is owed");
        var owed = nextReport(supervisor);
        var bureau = owed.obligation().getBureau();
        var period = owed.obligation().getPeriod().getCode();
        System.out.printf("  %s: %s, %s, due %s; last %s %s%n", bureau.getName(), owed.indicator().getName(), period,
            owed.obligation().getDueAt(), owed.last(), owed.indicator().getUnit());

        System.out.println("2. A report");
        var reporter = new Person(bureau.getCode() + "-reporter");
        var lead = new Person(bureau.getCode() + "-lead");
        var value = new BigDecimal(owed.last()).add(BigDecimal.ONE).toPlainString();
        var indicator = owed.indicator().getId().toString();
        var draft = new NewReport().indicator(indicator).period(period).value(value).unit("no such unit")
            .narrative("累计完成情况。").problems("无。").nextSteps("按计划推进。");
        try {
            create(reporter, draft);
        } catch (ApiException problem) {
            System.out.println("  a wrong unit: " + problem.getCode() + " " + problem.getResponseBody());
        }
        var created = create(reporter, draft.unit(owed.indicator().getUnit()));
        var id = created.getData().getId().toString();
        var drafted = etag(created);

        Thread.sleep(1000 * Long.parseLong(System.getenv().getOrDefault("PAUSE", "0"))); // longer than a token lives
        var submit = ReportsApi.APISubmitReportRequest.newBuilder().id(id).ifMatch(drafted).idempotencyKey(key())
            .body(new java.util.HashMap<>()).build();
        var submitted = lead.send(() -> new ReportsApi(lead.own).submitReportWithHttpInfo(submit)).getData();
        System.out.printf("  %s %s: %s%n", submitted.getValue(), submitted.getUnit(), submitted.getStatus().getValue());

        System.out.println("3. Its approval");
        var reports = new ReportsApi(supervisor.own);
        for (var etag = drafted; ; ) {
            var approve = ReportsApi.APIApproveReportRequest.newBuilder().id(id).ifMatch(etag).idempotencyKey(key())
                .approval(new Approval()).build();
            try {
                System.out.println("  " + supervisor.send(() -> reports.approveReportWithHttpInfo(approve)).getData().getStatus().getValue());
                break;
            } catch (ApiException problem) {
                if (problem.getCode() != 412) throw problem;
                // Somebody was faster: look at what is there now, then decide again.
                var read = ReportsApi.APIGetReportRequest.newBuilder().id(id).build();
                var now = supervisor.send(() -> reports.getReportWithHttpInfo(read));
                System.out.println("  changed since it was read: it is " + now.getData().getStatus().getValue() + " now");
                etag = etag(now);
            }
        }

        System.out.println("4. What follows");
        var after = progress(reporter, indicator);
        if (!after.getActual().equals(value)) throw new IllegalStateException("reported " + value + ", but the service says " + after.getActual());
        System.out.println("  " + after.getSentenceZh());
    }
}
