// The main job in TypeScript: what is owed, a report, its approval, and what follows.
//
//     npm install && npm run generate && npm run check && npm start        (DUBAN=http://… for another address)
import createClient from "openapi-fetch";
import type { components, paths } from "./duban.js";

type Tokens = components["schemas"]["Tokens"];
type Problem = components["schemas"]["Problem"];

const baseUrl = process.env.DUBAN ?? "http://127.0.0.1:8080";
const password = process.env.DUBAN_DEMO_PASSWORD ?? "Duban-demo-2025";
const sleep = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

/** A client for one person. It waits when it is told to, and renews its token when that has expired. */
async function signIn(username: string) {
  const open = createClient<paths>({ baseUrl });
  let tokens: Tokens = answer(await open.POST("/api/v1/sessions", { body: { username, password } }));
  return createClient<paths>({
    baseUrl,
    async fetch(request) {
      for (let attempt = 1; ; attempt++) {
        const sent = request.clone(); // the same Idempotency-Key each time: never twice the effect
        sent.headers.set("Authorization", `Bearer ${tokens.access_token}`);
        const response = await fetch(sent);
        if (attempt < 5 && (response.status === 429 || response.status === 503)) {
          await sleep(Number(response.headers.get("Retry-After") ?? 1));
        } else if (attempt < 5 && response.status === 401 && ((await response.clone().json()) as Problem).code === "token_expired") {
          console.log(`  the token of ${username} has expired: it is renewed`);
          tokens = answer(await open.POST("/api/v1/sessions/refresh", { body: { refresh_token: tokens.refresh_token } }));
        } else {
          return response;
        }
      }
    },
  });
}

/** What was answered, or the problem with every fault. */
function answer<T>({ data, error }: { data?: T; error?: Problem }): T {
  if (data !== undefined) return data;
  const faults = (error?.errors ?? []).map((fault) => `\n  ${fault.pointer}: ${fault.detail}`);
  throw new Error(`${error?.status} ${error?.code}: ${error?.detail}${faults.join("")}`);
}

const key = () => ({ "Idempotency-Key": crypto.randomUUID() });
/** Figures are decimal strings: no float touches them. */
const oneMore = (figure: string) => figure.replace(/^\d+/, (whole) => String(BigInt(whole) + 1n));

const supervisor = await signIn("supervisor");

console.log("1. What is owed");
let found;
for (let cursor: string | undefined; !found; ) {
  const page = answer(await supervisor.GET("/api/v1/obligations", { params: { query: { limit: 200, cursor } } }));
  for (const obligation of page.items.filter((one) => one.state === "owed" && one.subject.type === "indicator")) {
    const path = { id: obligation.subject.id };
    const indicator = answer(await supervisor.GET("/api/v1/indicators/{id}", { params: { path } }));
    const progress = answer(await supervisor.GET("/api/v1/indicators/{id}/progress", { params: { path } }));
    if (indicator.kind === "flow" && indicator.basis === "cumulative" && progress.actual) {
      found = { obligation, indicator, last: progress.actual };
      break;
    }
  }
  if (!found && !page.page.has_more) throw new Error("no cumulative indicator is owed any more");
  cursor = page.page.next_cursor ?? undefined;
}
const { obligation, indicator, last } = found;
console.log(`  ${obligation.bureau.name}: ${indicator.name}, ${obligation.period.code}, due ${obligation.due_at}; last ${last} ${indicator.unit}`);

console.log("2. A report");
const reporter = await signIn(`${obligation.bureau.code}-reporter`);
const lead = await signIn(`${obligation.bureau.code}-lead`);
const draft = { indicator: indicator.id, period: obligation.period.code, value: oneMore(last), unit: indicator.unit,
  narrative: "累计完成情况。", problems: "无。", next_steps: "按计划推进。" };
const wrong = await reporter.POST("/api/v1/reports", { params: { header: key() }, body: { ...draft, unit: "no such unit" } });
console.log(`  a wrong unit: ${wrong.error?.status} ${wrong.error?.errors?.[0]?.pointer} ${wrong.error?.errors?.[0]?.detail}`);
const created = await reporter.POST("/api/v1/reports", { params: { header: key() }, body: draft });
const report = answer(created);
const drafted = created.response.headers.get("ETag") ?? "";

await sleep(Number(process.env.PAUSE ?? 0)); // longer than a token lives, to see it renewed
const path = { id: report.id };
const submitted = answer(await lead.POST("/api/v1/reports/{id}/submit", { params: { path, header: { ...key(), "If-Match": drafted } }, body: {} }));
console.log(`  ${submitted.value} ${submitted.unit}: ${submitted.status}`);

console.log("3. Its approval");
for (let etag = drafted; ; ) {
  const approved = await supervisor.POST("/api/v1/reports/{id}/approve", { params: { path, header: { ...key(), "If-Match": etag } }, body: {} });
  if (approved.response.status !== 412) {
    console.log(`  ${answer(approved).status}`);
    break;
  }
  // Somebody was faster: look at what is there now, then decide again.
  const read = await supervisor.GET("/api/v1/reports/{id}", { params: { path } });
  console.log(`  changed since it was read: it is ${answer(read).status} now`);
  etag = read.response.headers.get("ETag") ?? "";
}

console.log("4. What follows");
const progress = answer(await reporter.GET("/api/v1/indicators/{id}/progress", { params: { path: { id: indicator.id } } }));
if (progress.actual !== draft.value) throw new Error(`reported ${draft.value}, but the service says ${progress.actual}`);
console.log(`  ${progress.sentence_zh}`);
