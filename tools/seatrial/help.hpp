// SPDX-License-Identifier: Apache-2.0
// The examples that stand below each command's help. Texts only.
#pragma once

namespace seatrial::cli::help {

inline constexpr const char* top = R"(
A first verdict from the folders that qubernetes generated:
  seatrial check --cluster a=a/out --cluster b=b/out --exported a=a.yaml --exported b=b.yaml
The same as a file to keep and to alter:
  seatrial init --cluster a=a/out --cluster b=b/out -o ab.yaml && seatrial run ab.yaml

Exit codes: 0 pass, 1 an expectation or check failed, 2 the input is wrong,
3 inconclusive (it depends on something that no file says), 4 a limit was reached.
'seatrial COMMAND --help' tells the options of a command.)";

inline constexpr const char* check = R"(
Examples:
  seatrial check ab.yaml
  seatrial check --cluster a=a/out --external b=b-external.yaml --exported a=a-external.yaml
  seatrial check ab.yaml --sarif seatrial.sarif --github
  seatrial check ab.yaml --write-baseline known.yaml   then give the reasons in known.yaml
  seatrial check ab.yaml --baseline known.yaml         fails for what is new)";

inline constexpr const char* run = R"(
Examples:
  seatrial run ab.yaml
  seatrial run ab.yaml --seed 7 --json report.json --junit report.xml
  seatrial run scenarios/*.yaml --quiet
  seatrial run ab.yaml --bless           writes ab.report.txt, to be reviewed and kept
  seatrial run ab.yaml --check-report    fails where the report is no longer that one)";

inline constexpr const char* diff = R"(
OLD and NEW are two scenario files, or two states of one cluster's files: a folder of manifests, a
file of them, or a qubernetes.yaml. The options describe the clusters that stay as they are; what
--exported, --services and --set say of the cluster --name holds for both states.

Examples:
  seatrial diff a-before a-after
  seatrial diff a-before a-after --name a --cluster b=b/out --exported a=a.yaml --exported b=b.yaml
  seatrial diff ab-before.yaml ab-after.yaml --json diff.json

Exit codes: 1 a link breaks, an error appears, or a loss halts the chain that did not before;
3 none of that, but what changed depends on what no file says; 2 the input is wrong; 0 else.)";

inline constexpr const char* explain = R"(
Examples:
  seatrial explain ab.yaml --from a/quorum-node1 --to b/quorum-node1
  seatrial explain ab.yaml --from a/quorum-node1 --to b/quorum-node1 --link tessera
  seatrial explain ab.yaml --case cut --from a/quorum-node1 --to b/quorum-node1)";

inline constexpr const char* export_nodes = R"(
Examples:
  seatrial export ab.yaml --cluster a --node-ip 1.2.3.4 --bare > a-external.yaml
  seatrial export --cluster a=a/out --services a=services.txt --node-ip 1.2.3.4)";

inline constexpr const char* validate = R"(
Example:
  seatrial validate scenarios/*.yaml)";

inline constexpr const char* findings = R"(
Examples:
  seatrial findings
  seatrial findings ST103                what it means, what to do, and what triggers it
  seatrial findings --manual             all of these pages, as Markdown)";

inline constexpr const char* init = R"(
On a terminal it asks for what no file holds; elsewhere it writes comments where to fill it in.

Examples:
  seatrial init --cluster a=a/out --cluster b=b/out -o ab.yaml
  seatrial init --cluster a=a/out --external b=b-external.yaml --exported a=a-external.yaml)";

}  // namespace seatrial::cli::help
