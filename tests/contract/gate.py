#!/usr/bin/env python3
"""The gate: what changed between two documents that breaks a program that was written for the first.

    python3 tests/contract/gate.py                        # openapi/released.json against openapi/openapi.json
    python3 tests/contract/gate.py BEFORE.json AFTER.json
    python3 tests/contract/gate.py --planted              # finds every one of the breaks of planted.py, and no other

Standard library only. Two rules hold everywhere: what a client sends must still be taken, what it reads must still be
there and of the kind that it knows. A new member of an answer and a new value of an enum in an answer break nobody
(docs/openapi-description.md); a new optional parameter or member of a body neither.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OPENAPI = os.path.join(HERE, "..", "..", "openapi")
METHODS = ("get", "post", "put", "patch", "delete")
# Bounds: the keyword, and whether a larger value takes more.
BOUNDS = {"maximum": True, "exclusiveMaximum": True, "maxLength": True, "maxItems": True, "maxProperties": True,
          "minimum": False, "exclusiveMinimum": False, "minLength": False, "minItems": False, "minProperties": False}


class Comparison:
    def __init__(self, before, after):
        self.before, self.after, self.found, self.seen = before, after, [], set()

    def say(self, at, what):
        self.found.append(f"{at}: {what}")

    @staticmethod
    def resolve(document, value):
        while isinstance(value, dict) and "$ref" in value:
            target = document
            for name in value["$ref"][2:].split("/"):
                target = target[name.replace("~1", "/").replace("~0", "~")]
            # Keywords beside a reference hold as well.
            value = {**target, **{name: member for name, member in value.items() if name != "$ref"}}
        return value

    @classmethod
    def flat(cls, document, schema):
        """A schema with what it is composed of by `allOf` in one."""
        schema = cls.resolve(document, schema)
        if not isinstance(schema, dict) or "allOf" not in schema:
            return schema or {}
        whole = {name: member for name, member in schema.items() if name != "allOf"}
        for part in schema["allOf"]:
            part = cls.flat(document, part)
            for name, member in part.items():
                if name == "properties":
                    whole["properties"] = {**member, **whole.get("properties", {})}
                elif name == "required":
                    whole["required"] = sorted({*member, *whole.get("required", [])})
                else:
                    whole.setdefault(name, member)
        return whole

    @classmethod
    def shape(cls, document, schema):
        """Its types, and the alternatives that are more than `null`."""
        schema = cls.flat(document, schema)
        kinds = schema.get("type", [])
        kinds = {kinds} if isinstance(kinds, str) else set(kinds)
        alternatives = []
        for one in schema.get("oneOf", schema.get("anyOf", [])):
            inner, inner_kinds, more = cls.shape(document, one)
            kinds |= inner_kinds
            alternatives += more or ([one] if inner_kinds != {"null"} else [])
        if len(alternatives) == 1 and not schema.get("properties"):
            # `X or null`: what holds of X holds of it.
            inner = cls.flat(document, alternatives[0])
            schema = {**inner, **{name: member for name, member in schema.items() if name not in ("oneOf", "anyOf", "type")}}
            alternatives = []
        return schema, kinds, alternatives

    def schema(self, before, after, at, sent):
        """`sent`: by the client; else read by it."""
        names = tuple(one.get("$ref") if isinstance(one, dict) else None for one in (before, after))
        if all(names):
            if (names, sent) in self.seen:
                return
            self.seen.add((names, sent))
        old, old_kinds, old_ways = self.shape(self.before, before)
        new, new_kinds, new_ways = self.shape(self.after, after)
        self.kinds(old_kinds, new_kinds, at, sent)
        self.values(old, new, at, sent)
        if sent:
            self.bounds(old, new, at)
        self.members(old, new, at, sent)
        if "items" in old and "items" in new:
            self.schema(old["items"], new["items"], f"{at}[]", sent)
        self.ways(old_ways, new_ways, at, sent)

    def kinds(self, old, new, at, sent):
        if sent and new and (not old or old - new):
            self.say(at, f"takes {sorted(new)} only, before {sorted(old) or 'anything'}")
        if not sent and old and (not new or new - old):
            self.say(at, f"may be {sorted(new - old) or 'anything'}, before {sorted(old)}")

    def values(self, old, new, at, sent):
        was, now = old.get("enum"), new.get("enum")
        if sent and now is not None:
            gone = [value for value in was if value not in now] if was is not None else ["all others"]
            if gone:
                self.say(at, f"no longer takes {gone}")
        # An enum of answers is open: a new value is announced by the rule, a lost list of values is not.
        if not sent and was is not None and now is None:
            self.say(at, "is of no closed set any more")
        for name in ("const", "format"):
            if old.get(name) != new.get(name) and (new if sent else old).get(name) is not None:
                self.say(at, f"{name} is {new.get(name)!r}, before {old.get(name)!r}")
        if old.get("pattern") != new.get("pattern") and (new if sent else old).get("pattern") is not None:
            self.say(at, f"its pattern is {new.get('pattern')!r}, before {old.get('pattern')!r}")

    def bounds(self, old, new, at):
        for name, more in BOUNDS.items():
            was, now = old.get(name), new.get(name)
            if now is not None and (was is None or (now < was if more else now > was)):
                if was is None and not more and now == 0:
                    continue
                self.say(at, f"{name} is {now}, before {was}")

    def members(self, old, new, at, sent):
        was, now = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", [])), set(new.get("required", []))
        for name in was:
            if name not in now:
                if not sent or new.get("additionalProperties") is False or was:
                    self.say(f"{at}.{name}", "is no longer taken" if sent else "is no longer there")
            else:
                self.schema(was[name], now[name], f"{at}.{name}", sent)
        for name in sorted(needs - needed if sent else needed - needs):
            if sent or name in now:
                self.say(f"{at}.{name}", "must be sent now" if sent else "is not always there any more")
        open_was, open_now = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if sent and open_was is not False and open_now is False:
            self.say(at, "takes no other members any more")
        if isinstance(open_was, dict) and isinstance(open_now, dict):
            self.schema(open_was, open_now, f"{at}.*", sent)

    def ways(self, old, new, at, sent):
        """Alternatives, by their names; those without a name in order."""
        name = lambda ways: {one.get("$ref", str(number)): one for number, one in enumerate(ways)}
        was, now = name(old), name(new)
        for one in was.keys() & now.keys():
            self.schema(was[one], now[one], f"{at}|{one.rsplit('/', 1)[-1]}", sent)
        for one in sorted(was.keys() - now.keys() if sent else now.keys() - was.keys()):
            if was and now:
                self.say(at, f"{'no longer takes' if sent else 'may be'} {one}")

    def content(self, old, new, at, sent):
        for kind, what in old.items():
            if kind not in new:
                self.say(at, f"{'no longer takes' if sent else 'no longer answers'} {kind}")
            else:
                self.schema(what.get("schema", {}), new[kind].get("schema", {}), f"{at} {kind}" if kind != "application/json" else at, sent)

    def parameters(self, old, new, at):
        def table(document, operation):
            every = (self.resolve(document, one) for one in operation.get("parameters", []))
            return {(one["in"], one["name"]): one for one in every}
        was, now = table(self.before, old), table(self.after, new)
        for key, one in was.items():
            place = f"{at} {key[0]} {key[1]}"
            if key not in now:
                self.say(place, "is no longer taken")
                continue
            if now[key].get("required") and not one.get("required"):
                self.say(place, "must be sent now")
            for name, usual in (("style", None), ("explode", None)):
                if one.get(name, usual) != now[key].get(name, usual):
                    self.say(place, f"{name} is {now[key].get(name)}, before {one.get(name)}")
            self.schema(one.get("schema", {}), now[key].get("schema", {}), place, True)
        for key, one in now.items():
            if key not in was and one.get("required"):
                self.say(f"{at} {key[0]} {key[1]}", "is new and must be sent")

    def operation(self, old, new, at):
        if old.get("operationId") != new.get("operationId"):
            self.say(at, f"is {new.get('operationId')}, before {old.get('operationId')}: functions of generated clients have that name")
        if old.get("security") == [] and new.get("security") != []:
            self.say(at, "asks for a sign-in now")
        self.parameters(old, new, at)
        body, other = (self.resolve(document, one.get("requestBody")) or {} for document, one in ((self.before, old), (self.after, new)))
        if other.get("required") and not body.get("required"):
            self.say(at, "must have a body now")
        self.content(body.get("content", {}), other.get("content", {}) if body else {}, f"{at} body", True)
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                if status < "400":
                    self.say(f"{at} {status}", "is no longer answered")
                continue
            was, now = self.resolve(self.before, answer), self.resolve(self.after, new["responses"][status])
            self.content(was.get("content", {}), now.get("content", {}), f"{at} {status}", False)
            for header in was.get("headers", {}).keys() - now.get("headers", {}).keys():
                self.say(f"{at} {status}", f"no longer has the header {header}")

    def run(self):
        for path, item in self.before["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                at = f"{method.upper()} {path}"
                new = self.after["paths"].get(path, {}).get(method)
                if new is None:
                    self.say(at, "is gone")
                else:
                    self.operation(item[method], new, at)
        return self.found


def breaking(before, after):
    """The breaks, each a sentence with its place; those of a shared schema once, at the first place that has it."""
    return Comparison(before, after).run()


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    if "--planted" in sys.argv:
        from planted import check
        sys.exit(check(read(os.path.join(OPENAPI, "openapi.json")), breaking))
    before, after = (sys.argv[1:] + [os.path.join(OPENAPI, name) for name in ("released.json", "openapi.json")][len(sys.argv) - 1:])[:2]
    if not os.path.exists(before):
        print(f"{os.path.basename(before)} is not there: nothing has been released, so nothing can break (docs/releasing.md)")
        return
    found = breaking(read(before), read(after))
    if found:
        sys.exit("\n".join(found + [f"{len(found)} breaks: a new major version, or another way (docs/releasing.md)"]))
    print("nothing breaks a client of the released document")


if __name__ == "__main__":
    main()
