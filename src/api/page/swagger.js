// Swagger UI as this page uses it: one tag at a time, nothing filled in that narrows a list, a fresh key for every call.
import { words, language } from "./words.js";
import { authorization } from "./session.js";

/** Every operation of the document. */
export function operations(api) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).filter(([, operation]) => operation.operationId).map(([method, operation]) =>
      ({ path, method, operation, tag: operation.tags[0], id: operation.operationId })));
}

const resolved = (api, value) =>
  value?.$ref ? value.$ref.slice(2).split("/").reduce((part, name) => part[name], api) : value;

/** A copy in which optional parameters have no example: Swagger UI would send it, and the list would be empty. */
function prepared(api) {
  const copy = structuredClone(api);
  for (const { operation } of operations(copy)) {
    operation.parameters = (operation.parameters ?? []).map((given) => {
      const parameter = { ...resolved(copy, given) };
      const automatic = { "Idempotency-Key": words.key, "If-Match": words.match }[parameter.name];
      if (automatic) {
        parameter.required = false;
        parameter.description = `${parameter.description ?? ""}\n\n${automatic}`;
      }
      if (!parameter.required) {
        const { example, examples, ...schema } = resolved(copy, parameter.schema) ?? {};
        delete parameter.example;
        delete parameter.examples;
        parameter.schema = schema;
      }
      return parameter;
    });
  }
  return copy;
}

/** A key that no call had before. Not `randomUUID`, which plain http lacks outside this machine. */
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The operation that a request is of. */
function operationOf(all, request) {
  const asked = new URL(request.url, location.href).pathname.split("/");
  const fits = ({ path, method }) => {
    const parts = path.split("/");
    return method === request.method.toLowerCase() && parts.length === asked.length
      && parts.every((part, at) => part.startsWith("{") || part === asked[at]);
  };
  return all.filter(fits).sort((one, other) => one.path.split("{").length - other.path.split("{").length)[0];
}

/** The object that an action is about: the longest beginning of its address that can be read. */
async function etagOf(all, address, headers) {
  for (let path = address.pathname; path.split("/").length > 4; path = path.slice(0, path.lastIndexOf("/"))) {
    if (operationOf(all, { url: path, method: "get" })) {
      return (await fetch(path, { headers })).headers.get("ETag");
    }
  }
  return null;
}

async function complete(all, request) {
  request.headers["Accept-Language"] = language;
  const bearer = await authorization();
  if (bearer) request.headers.Authorization = bearer;
  const found = operationOf(all, request)?.operation;
  const takes = (name) => found?.parameters?.some((parameter) => parameter.name === name) && !request.headers[name];
  if (takes("Idempotency-Key")) request.headers["Idempotency-Key"] = fresh();
  if (takes("If-Match")) {
    const etag = await etagOf(all, new URL(request.url, location.href), { Authorization: bearer ?? "" });
    if (etag) request.headers["If-Match"] = etag;
  }
  return request;
}

/** The document of one tag alone: Swagger UI reads the whole of what it gets before it shows an operation. */
function part(api, tag) {
  const found = new Map();
  const follow = (value) => {
    if (value?.$ref && !found.has(value.$ref)) {
      found.set(value.$ref, resolved(api, value));
      follow(found.get(value.$ref));
    }
    if (value && typeof value === "object") Object.values(value).forEach(follow);
  };
  const paths = {};
  for (const one of operations(api).filter((one) => one.tag === tag)) (paths[one.path] ??= {})[one.method] = one.operation;
  follow(paths);
  const components = { securitySchemes: api.components.securitySchemes };
  for (const [reference, value] of found) {
    const [, , kind, name] = reference.split("/");
    (components[kind] ??= {})[name] = value;
  }
  return { ...api, tags: (api.tags ?? []).filter(({ name }) => name === tag), paths, components };
}

const nothing = () => () => null;

/** Starts Swagger UI, which shows nothing until `show` names a tag; `opened` is told which operation the reader opens. */
export function start(api, opened) {
  const spec = prepared(api);
  const all = operations(spec);
  const ui = SwaggerUIBundle({
    spec: part(spec, null),
    domNode: document.getElementById("swagger"),
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    defaultModelExpandDepth: 2,
    displayRequestDuration: true,
    validatorUrl: null,
    requestInterceptor: (request) => complete(all, request),
    plugins: [() => ({
      wrapComponents: { authorizeBtn: nothing, authorizeOperationBtn: nothing },
      statePlugins: { layout: { wrapActions: { show: (act) => (path, shown) => {
        const [kind, tag, id] = path;
        if (kind === "operations" && id && shown) opened(tag, id);
        return act(path, shown);
      } } } },
    })],
  });
  let shown = null;
  return {
    show(tag, id) {
      if (shown !== tag) ui.specActions.updateJsonSpec(part(spec, tag));
      shown = tag;
      if (id) ui.layoutActions.show(["operations", tag, id], true);
    },
  };
}
