"""Ways to break a client, one for each kind, planted in the document: the gate must find every one, at its place.

Each is planted at several places (the first, the last, one in between), so that it is not the place that is found. Besides,
changes that break nobody, which the gate must let pass.
"""
import copy


def operations(api):
    return [(f"{method.upper()} {path}", one) for path, item in api["paths"].items() for method, one in item.items()]


def resolve(api, value):
    if isinstance(value, dict) and "$ref" in value:
        target = api
        for name in value["$ref"][2:].split("/"):
            target = target[name]
        return target
    return value or {}


def bodies(api):
    """Schemas of bodies that have members."""
    found = (resolve(api, one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")) for _, one in operations(api))
    return once(one for one in found if one.get("properties"))


def answers(api):
    found = (resolve(api, resolve(api, one["responses"].get("200")).get("content", {}).get("application/json", {}).get("schema")) for _, one in operations(api))
    return once(one for one in found if one.get("properties") and one.get("required"))


def once(schemas):
    return list({id(one): one for one in schemas}.values())


def parameters(api, fits):
    """The operation, its entry, which may be a reference, and the parameter itself."""
    return [(one, given, resolve(api, given)) for _, one in operations(api) for given in one.get("parameters", []) if fits(resolve(api, given))]


def members(schemas, fits):
    return [(schema, name, member) for schema in schemas for name, member in schema["properties"].items() if fits(schema, name, member)]


def plain(member):
    return member.get("type") == "string" and "enum" not in member and "format" not in member


optional = lambda schema, name: name not in schema.get("required", [])
in_query = lambda one: one["in"] == "query" and not one.get("required")


def put(place, name, value):
    place[name] = value


def need(schema, name):
    schema["required"] = [*schema.get("required", []), name]


def drop(schema, name):
    del schema["properties"][name]
    schema["required"] = [one for one in schema.get("required", []) if one != name]


def move(place, name, other):
    place[other] = place.pop(name)


# Kind of break → where it can be planted, and how.
BREAKS = {
    "an address is gone": lambda api: [lambda path=path: api["paths"].pop(path) for path in list(api["paths"])],
    "a method is gone": lambda api: [lambda item=item: item.pop("post") for item in api["paths"].values() if len(item) > 1 and "post" in item],
    "an operation has another name": lambda api: [lambda one=one: put(one, "operationId", "renamed") for _, one in operations(api)],
    "an optional parameter is gone": lambda api: [lambda one=one, p=p: one["parameters"].remove(p) for one, p, _ in parameters(api, in_query)],
    "a new parameter is required": lambda api: [
        lambda one=one: put(one, "parameters", [*one.get("parameters", []), {"name": "new_one", "in": "query", "required": True, "schema": {"type": "string"}}])
        for _, one in operations(api)],
    "an optional parameter must be sent": lambda api: [lambda p=p: put(p, "required", True) for _, _, p in parameters(api, in_query)],
    "a parameter has another type": lambda api: [lambda p=p: put(p, "schema", {"type": "boolean"}) for _, _, p in parameters(api, lambda one: one["schema"].get("type") == "integer")],
    "a parameter takes less": lambda api: [lambda p=p: put(p["schema"], "maximum", 5) for _, _, p in parameters(api, lambda one: one["schema"].get("maximum", 0) > 5)],
    "a new member of a body must be sent": lambda api: [
        lambda body=body: (put(body["properties"], "new_one", {"type": "string"}), need(body, "new_one")) for body in bodies(api)],
    "an optional member of a body must be sent": lambda api: [
        lambda body=body, name=name: need(body, name) for body, name, _ in members(bodies(api), lambda body, name, _: optional(body, name))],
    "a member of a body is gone": lambda api: [lambda body=body, name=name: drop(body, name) for body, name, _ in members(bodies(api), lambda *_: True)],
    "a member of a body has another type": lambda api: [
        lambda m=m: put(m, "type", "integer") for _, _, m in members(bodies(api), lambda _, __, m: plain(m))],
    "a member of a body may not be null": lambda api: [
        lambda m=m: put(m, "type", [one for one in m["type"] if one != "null"]) for _, _, m in members(bodies(api), lambda _, __, m: isinstance(m.get("type"), list) and "null" in m["type"])],
    "a text of a body is shorter": lambda api: [lambda m=m: put(m, "maxLength", 1) for _, _, m in members(bodies(api), lambda _, __, m: m.get("maxLength", 0) > 1)],
    "a value of a body is no longer taken": lambda api: [
        lambda m=m: resolve(api, m)["enum"].pop() for _, _, m in members(bodies(api), lambda _, __, m: len(resolve(api, m).get("enum", [])) > 1)],
    "a text of a body gets a pattern": lambda api: [
        lambda m=m: put(m, "pattern", "^[A-Z]{3}$") for _, _, m in members(bodies(api), lambda _, __, m: plain(m) and "pattern" not in m)],
    "a member of an answer is gone": lambda api: [lambda one=one, name=name: drop(one, name) for one, name, _ in members(answers(api), lambda *_: True)],
    "a member of an answer is not always there": lambda api: [lambda one=one: one["required"].pop() for one in answers(api)],
    "a member of an answer has another type": lambda api: [
        lambda m=m: put(m, "type", "integer") for _, _, m in members(answers(api), lambda _, __, m: plain(m))],
    "a member of an answer may be null": lambda api: [
        lambda m=m: put(m, "type", ["string", "null"]) for _, _, m in members(answers(api), lambda _, __, m: m.get("type") == "string")],
    "a success has another status": lambda api: [lambda one=one: move(one["responses"], "201", "202") for _, one in operations(api) if "201" in one["responses"]],
    "an answer has another media type": lambda api: [
        lambda one=one: move(one["responses"]["200"]["content"], "application/json", "application/xml")
        for _, one in operations(api) if "application/json" in one["responses"].get("200", {}).get("content", {})],
    "a public operation asks for a sign-in": lambda api: [lambda one=one: one.pop("security") for _, one in operations(api) if one.get("security") == []],
}

# What breaks nobody.
HARMLESS = {
    "a new address": lambda api: put(api["paths"], "/api/v1/new", {"get": {"operationId": "get_new", "responses": {"200": {}}}}),
    "a new optional parameter": lambda api: operations(api)[0][1].setdefault("parameters", []).append({"name": "new_one", "in": "query", "schema": {"type": "string"}}),
    "a new optional member of every body": lambda api: [put(body["properties"], "new_one", {"type": "string"}) for body in bodies(api)],
    "a new member of every answer": lambda api: [(put(one["properties"], "new_one", {"type": "string"}), need(one, "new_one")) for one in answers(api)],
    "longer texts in every body": lambda api: [put(m, "maxLength", m["maxLength"] + 1) for _, _, m in members(bodies(api), lambda _, __, m: "maxLength" in m)],
    "other descriptions": lambda api: [put(one, "description", "new") for _, one in operations(api)],
}


def check(api, breaking):
    """Plants each; gives the exit status, or what was missed."""
    missed, planted = [], 0
    for name, places in BREAKS.items():
        count = len(places(copy.deepcopy(api)))
        if count == 0:
            missed.append(f"{name}: the document has no place for it")
        for at in sorted({0, count // 2, count - 1} if count else set()):
            changed = copy.deepcopy(api)
            places(changed)[at]()
            planted += 1
            if changed == api or not breaking(api, changed):
                missed.append(f"{name}: not found at place {at + 1} of {count}")
    for name, change in HARMLESS.items():
        changed = copy.deepcopy(api)
        change(changed)
        missed += [f"{name} breaks nobody, but: {one}" for one in breaking(api, changed)[:3]]
    missed += [f"the same document, but: {one}" for one in breaking(api, copy.deepcopy(api))[:3]]
    if missed:
        return "\n".join(missed)
    print(f"the gate found all {planted} planted breaks of {len(BREAKS)} kinds and let {len(HARMLESS)} harmless changes pass")
    return 0
