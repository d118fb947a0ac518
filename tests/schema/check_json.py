# SPDX-License-Identifier: Apache-2.0
"""python3 check_json.py SCHEMA FILE...

Fails where a JSON file is not what a schema says; exit code 77 without python3-jsonschema.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(77)


def errors_of(validator, path):
    """One line for each place of a file that the schema forbids."""
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    for error in validator.iter_errors(document):
        place = "/".join(str(part) for part in error.absolute_path)
        yield f"{path}: /{place} fails to validate: {error.message[:300]}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    found = [line for path in sys.argv[2:] for line in errors_of(kind(schema), path)]
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
