#!/usr/bin/env python3
"""Writes the software bill of materials of the binary, CycloneDX 1.5 as JSON, to standard output.

From `cargo metadata`, for the production image: every feature, Linux, what is linked or builds what is linked; what only the
tests need is left out. The same lock file gives the same bytes.
"""
import json
import subprocess
import tomllib
import uuid

TARGET = "x86_64-unknown-linux-gnu"


def licence(package):
    """SPDX says OR where older manifests write a slash."""
    return package["license"].replace(" / ", "/").replace("/", " OR ")


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def main():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features", "--filter-platform", TARGET]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    with open("Cargo.lock", "rb") as file:
        lock = tomllib.load(file)["package"]
    checksums = {(package["name"], package["version"]): package.get("checksum") for package in lock}

    def needs(identity):
        wanted = [dep for dep in nodes[identity]["deps"] if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])]
        return sorted(dep["pkg"] for dep in wanted)

    root = metadata["resolve"]["root"]
    seen, waiting = {root}, [root]
    while waiting:
        for need in needs(waiting.pop()):
            if need not in seen:
                seen.add(need)
                waiting.append(need)

    def component(package):
        known = {
            "type": "library",
            "bom-ref": reference(package),
            "name": package["name"],
            "version": package["version"],
            "licenses": [{"expression": licence(package)}],
            "purl": reference(package),
        }
        checksum = checksums[package["name"], package["version"]]
        if checksum:
            known["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        return known

    ordered = sorted((packages[identity] for identity in seen - {root}), key=reference)
    application = {**component(packages[root]), "type": "application"}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": application},
        "components": [component(package) for package in ordered],
        "dependencies": [
            {"ref": reference(packages[identity]), "dependsOn": [reference(packages[need]) for need in needs(identity)]}
            for identity in sorted(seen, key=lambda identity: reference(packages[identity]))
        ],
    }
    content = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    print(json.dumps(bill, indent=2, ensure_ascii=False))


main()
