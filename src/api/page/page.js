// The page: groups, filter, addresses of operations, sign-in, language.
import { words, language, english, translate } from "./words.js";
import { operations, start } from "./swagger.js";
import { signIn, signOut } from "./session.js";

/** In the language of the page. */
const DOCUMENT = `../openapi.json?lang=${language}`;

const at = (id) => document.getElementById(id);
function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function say() {
  document.documentElement.lang = english ? "en" : "zh-CN";
  document.title = at("title").textContent = words.title;
  at("document").textContent = words.document;
  at("document").href = DOCUMENT;
  at("readme").textContent = words.readme;
  at("readme").href = english ? "README.md" : "README.zh-CN.md";
  at("language").textContent = words.other;
  const [name, password, button] = at("sign-in").elements;
  name.placeholder = name.ariaLabel = words.username;
  password.placeholder = password.ariaLabel = words.password;
  button.textContent = words.signIn;
  at("sign-out").textContent = words.signOut;
  at("filter").placeholder = at("filter").ariaLabel = words.filter;
  at("home").append(
    element("h1", { textContent: words.start }),
    element("ol", {}, ...words.steps.map((step) => element("li", { textContent: step }))),
    element("p", {}, element("a", { href: "#/conventions", textContent: words.conventions })),
  );
}

/** The language switch keeps the place. */
function keepPlace() {
  at("language").href = `?lang=${english ? "zh" : "en"}${location.hash}`;
}

/** A tag by its term in the reader's language, its name beside it. */
function label(tag, term) {
  const [first, second] = english || !term ? [tag, term] : [term, tag];
  return [first, element("small", { textContent: ` ${second}` })];
}

/** The groups with their tags and operations, all closed. */
function list(api) {
  const all = operations(api);
  const terms = new Map((api.tags ?? []).map((tag) => [tag.name, tag.description ?? ""]));
  const grouped = api["x-tagGroups"] ?? [{ name: "API", tags: [...terms.keys()] }];
  const item = ({ tag, id, method, path, operation }) => {
    const link = element("a", { href: `#/${tag}/${id}`, title: `${method.toUpperCase()} ${path}` },
      element("span", { className: `method ${method}`, textContent: method.toUpperCase() }), ` ${operation.summary}`);
    link.dataset.text = [operation.summary, path, id, tag, terms.get(tag), method].join(" ").toLowerCase();
    link.dataset.more = operation.description ?? "";
    return link;
  };
  at("groups").append(...grouped.map(({ name, tags }) => element("details", { className: "group" },
    element("summary", { textContent: name }),
    ...tags.map((tag) => element("details", { className: "tag" },
      element("summary", { title: terms.get(tag) ?? "" }, ...label(tag, (terms.get(tag) ?? "").split(/[:：]/)[0])),
      ...all.filter((one) => one.tag === tag).map(item))))));
  at("found").textContent = words.all(all.length);
  return all;
}

function filter(total) {
  const wanted = at("filter").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const link of document.querySelectorAll("nav a")) {
    const { text, more } = link.dataset;
    // A Chinese word is looked for in the descriptions too; a Latin one is part of too many of them.
    link.hidden = !wanted.every((word) => text.includes(word) || (/[^\x00-\x7f]/.test(word) && more.includes(word)));
    found += link.hidden ? 0 : 1;
  }
  for (const part of document.querySelectorAll("nav details")) {
    const some = part.querySelector("a:not([hidden])") !== null;
    part.hidden = !some;
    part.open = wanted.length > 0 && some;
  }
  at("found").textContent = wanted.length ? words.found(found) : words.all(total);
}

/** The parts of the address. One that no page wrote is taken away: Swagger UI stumbles over it too. */
function place() {
  try {
    return location.hash.split("/").map(decodeURIComponent);
  } catch {
    history.replaceState(null, "", location.pathname + location.search);
    return [];
  }
}

function show(ui, all) {
  const [, tag, id] = place();
  const conventions = tag === "conventions";
  const known = all.some((one) => one.tag === tag && (!id || one.id === id));
  const operation = id && all.find((one) => one.tag === tag && one.id === id)?.operation;
  document.title = operation ? `${operation.summary} · ${words.title}` : words.title;
  at("told").textContent = tag && !known && !conventions ? words.nowhere(location.hash) : "";
  at("home").hidden = known || conventions;
  at("swagger").hidden = !known && !conventions;
  document.body.classList.toggle("conventions", conventions);
  ui.show(known ? tag : null, known ? id : null);
  for (const link of document.querySelectorAll("nav a")) link.removeAttribute("aria-current");
  const link = document.querySelector(`nav a[href="#/${CSS.escape(tag ?? "")}/${CSS.escape(id ?? "")}"]`);
  if (link) {
    link.setAttribute("aria-current", "true");
    link.closest(".group").open = link.closest(".tag").open = true;
    requestAnimationFrame(() => setTimeout(() => at(`operations-${tag}-${id}`)?.scrollIntoView(), 50));
  }
  keepPlace();
}

function session() {
  const tell = (text) => { at("told").textContent = text; };
  const signed = (name) => {
    at("sign-in").hidden = Boolean(name);
    at("signed-in").hidden = !name;
    at("who").textContent = name ?? "";
  };
  at("sign-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [name, password] = event.target.elements;
    try {
      signed(await signIn(name.value, password.value));
      tell("");
    } catch (failure) {
      tell(words.refused(failure.message));
    }
    password.value = "";
  });
  at("sign-out").addEventListener("click", async () => {
    signed(null);
    await signOut();
  });
  document.addEventListener("session-ended", () => {
    signed(null);
    tell(words.ended);
  });
}

async function begin() {
  say();
  session();
  try {
    const answer = await fetch(DOCUMENT);
    const api = await answer.json();
    at("version").textContent = api.info.version;
    const all = list(api);
    translate(at("swagger"));
    place();
    const ui = start(api, (tag, id) => {
      history.replaceState(null, "", `#/${tag}/${id}`);
      keepPlace();
    });
    at("filter").addEventListener("input", () => filter(all.length));
    addEventListener("hashchange", () => show(ui, all));
    show(ui, all);
    document.body.dataset.ready = "true";
  } catch (failure) {
    at("told").textContent = words.unreadable(failure.message);
  }
}

begin();
