// SPDX-License-Identifier: Apache-2.0
// Defect: one way in which a correct deployment can be broken, with every place of a tree where it
// can happen. A mutation is one such change and the line that the finding must blame. Tables of
// defects stand in defects_*.cpp, a row for each row of the failure catalogue that files can show.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "deployment.hpp"

namespace seatrial::defects {

/// A line of a file, counted from 1.
struct Place {
  std::string file;
  std::size_t line = 0;
  bool operator==(const Place&) const = default;
};

/// A broken tree.
struct Mutation {
  Tree tree;
  std::string what;                 ///< "b/lists.yaml:7: …@1.2.3.4:30303…", for people
  std::vector<Place> blamed;        ///< the places that a finding may blame: any of them
  std::vector<std::string> groups;  ///< what the site's pattern matched: all, group 1, …
};

/// One kind of defect.
struct Defect {
  std::string_view row;   ///< "F-03", or a row of goquorum's section 13
  std::string_view code;  ///< the finding that tells of it; "ST601|ST602" is any of them
  std::function<std::vector<Mutation>(const Tree&)> sites;
  /// The deployments that it is tried on; all usual ones if not said.
  std::vector<Tree (*)()> on = {};
};

using Defects = std::vector<Defect>;
using Sites = std::function<std::vector<Mutation>(const Tree&)>;

/// Each line of the files whose path matches `files` (a regular expression) that matches `pattern`
/// is a site: there the match is replaced by `with` ($1 …), and the line is to blame.
Sites each(std::string files, std::string pattern, std::string with);
/// Likewise, but the whole tree has the text of group 1 replaced by `with` wherever it stands as a
/// word: for values that several files agree on, such as a NodePort.
Sites everywhere(std::string files, std::string pattern, std::string with);
/// Sites of which the finding blames other lines: those of `files` that match `pattern`. In both,
/// @1@ … stand for the groups of the site's own match.
Sites blaming(Sites sites, std::string files, std::string pattern);
/// Sites that each make another change, too: all matches of `pattern` in `files` are replaced; in
/// all three, @1@ … stand for the groups of the site's own match.
Sites also(Sites sites, std::string files, std::string pattern, std::string with);
/// Sites of which the finding blames lines of the same YAML document that match `pattern`.
Sites in_object(Sites sites, std::string pattern = "^apiVersion");
/// The first site of each tree alone.
Sites once(Sites sites);
/// The sites of several, one after the other.
Sites any_of(std::vector<Sites> all);
/// A text at the end of each file that matches: `blamed` is the line of it that is to blame.
Sites append(std::string files, std::string text, std::size_t blamed);

/// Only sites in trees that have this file.
Sites where_there_is(std::string file, Sites sites);
/// Only sites of which the match's line stands in a YAML document with a line that matches.
Sites in_documents(std::string pattern, Sites sites);

/// One part of the tables, which is one test.
struct Family {
  const char* name;
  Defects (*defects)();

  /// Its name, so that the tests have the same one in each build.
  friend void PrintTo(const Family& family, std::ostream* out) { *out << family.name; }
};
/// All tables.
std::vector<Family> families();

Defects exposure_defects();    ///< 10.1
Defects provider_defects();    ///< of 10.1, those of load balancers and their providers
Defects address_defects();     ///< 10.2
Defects network_defects();     ///< 10.3, 10.5 and 10.6
Defects generation_defects();  ///< 10.4
Defects workflow_defects();    ///< of 10.4, those of qubernetes.yaml, qctl and the Helm charts
Defects chain_defects();       ///< goquorum 13
Defects privacy_defects();     ///< Tessera's rows of all of them

}  // namespace seatrial::defects
