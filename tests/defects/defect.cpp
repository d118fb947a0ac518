// SPDX-License-Identifier: Apache-2.0
#include "defect.hpp"

#include <regex>

namespace seatrial::defects {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

/// Whether the YAML document around a line has a line that matches.
bool document_has(const std::vector<std::string>& lines, std::size_t at,
                  const std::string& pattern) {
  const std::regex wanted(pattern);
  std::size_t begin = at;
  while (begin > 0 && lines[begin] != "---") --begin;
  for (std::size_t i = begin; i < lines.size(); ++i) {
    if (i > begin && lines[i] == "---") break;
    if (std::regex_search(lines[i], wanted)) return true;
  }
  return false;
}

/// Calls `found` with file, index of the line and the match of every line that matches.
template <class Found>
void for_each_match(const Tree& tree, const std::string& files, const std::string& pattern,
                    Found&& found) {
  const std::regex wanted_file(files);
  const std::regex wanted(pattern);
  for (const auto& [path, text] : tree) {
    if (!std::regex_search(path, wanted_file)) continue;
    const std::vector<std::string> lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch match;
      if (std::regex_search(lines[i], match, wanted)) found(path, i, match, lines);
    }
  }
}

/// A text as it stands in a regular expression.
std::string escaped(const std::string& text) {
  return std::regex_replace(text, std::regex(R"([.*+?^${}()|[\]\\])"), R"(\$&)");
}

std::vector<std::string> groups_of(const std::smatch& match) {
  std::vector<std::string> groups;
  for (const auto& group : match) groups.push_back(group.str());
  return groups;
}

/// The text with the groups of a site's match in place of @1@ ….
std::string with_groups(const std::string& text, const Mutation& mutation, bool as_pattern) {
  std::map<std::string, std::string> values;
  for (std::size_t i = 0; i < mutation.groups.size(); ++i) {
    const std::string& group = mutation.groups[i];
    values[std::to_string(i)] = as_pattern ? escaped(group) : group;
  }
  return fill(text, values);
}

std::string told(const std::string& file, std::size_t line, const std::string& text) {
  return file + ":" + std::to_string(line) + ": " + text;
}

std::string replaced_word(const std::string& text, const std::string& word,
                          const std::string& with) {
  return std::regex_replace(text, std::regex("\\b" + escaped(word) + "\\b"), with);
}

}  // namespace

Sites each(std::string files, std::string pattern, std::string with) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made;
    for_each_match(tree, files, pattern,
                   [&](const std::string& file, std::size_t at, const std::smatch& match,
                       std::vector<std::string> lines) {
                     Mutation mutation{tree, "", {{file, at + 1}}, groups_of(match)};
                     const std::string now = std::string(match.prefix()) + match.format(with) +
                                             std::string(match.suffix());
                     lines[at] = now;
                     mutation.tree[file] = joined(lines);
                     mutation.what = told(file, at + 1, now);
                     made.push_back(std::move(mutation));
                   });
    return made;
  };
}

Sites everywhere(std::string files, std::string pattern, std::string with) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made;
    for_each_match(tree, files, pattern,
                   [&](const std::string& file, std::size_t at, const std::smatch& match,
                       const std::vector<std::string>&) {
                     Mutation mutation{tree, "", {{file, at + 1}}, groups_of(match)};
                     const std::string now = match.format(with);
                     for (auto& [path, text] : mutation.tree) {
                       text = replaced_word(text, match[1].str(), now);
                     }
                     mutation.what = told(file, at + 1, match[1].str() + " is now " + now);
                     made.push_back(std::move(mutation));
                   });
    return made;
  };
}

Sites blaming(Sites sites, std::string files, std::string pattern) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made = sites(tree);
    for (Mutation& mutation : made) {
      mutation.blamed.clear();
      for_each_match(mutation.tree, with_groups(files, mutation, true),
                     with_groups(pattern, mutation, true),
                     [&](const std::string& file, std::size_t at, const std::smatch&,
                         const std::vector<std::string>&) {
                       mutation.blamed.push_back({file, at + 1});
                     });
    }
    return made;
  };
}

Sites also(Sites sites, std::string files, std::string pattern, std::string with) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made = sites(tree);
    for (Mutation& mutation : made) {
      const std::regex wanted_file(with_groups(files, mutation, true));
      const std::regex wanted(with_groups(pattern, mutation, true));
      const std::string now = with_groups(with, mutation, false);
      for (auto& [path, text] : mutation.tree) {
        if (std::regex_search(path, wanted_file)) text = std::regex_replace(text, wanted, now);
      }
    }
    return made;
  };
}

Sites where_there_is(std::string file, Sites sites) {
  return
      [=](const Tree& tree) { return tree.contains(file) ? sites(tree) : std::vector<Mutation>(); };
}

Sites in_documents(std::string pattern, Sites sites) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made = sites(tree);
    std::erase_if(made, [&](const Mutation& mutation) {
      const Place& place = mutation.blamed.front();
      return !document_has(lines_of(mutation.tree.at(place.file)), place.line - 1, pattern);
    });
    return made;
  };
}

Sites in_object(Sites sites, std::string pattern) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made = sites(tree);
    for (Mutation& mutation : made) {
      const Place place = mutation.blamed.front();
      const std::vector<std::string> lines = lines_of(mutation.tree.at(place.file));
      const std::regex wanted(with_groups(pattern, mutation, true));
      mutation.blamed.clear();
      std::size_t at = place.line - 1;
      while (at > 0 && lines[at - 1] != "---") --at;
      for (; at < lines.size() && lines[at] != "---"; ++at) {
        if (std::regex_search(lines[at], wanted)) mutation.blamed.push_back({place.file, at + 1});
      }
    }
    return made;
  };
}

Sites once(Sites sites) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made = sites(tree);
    if (made.size() > 1) made.resize(1);
    return made;
  };
}

Sites any_of(std::vector<Sites> all) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made;
    for (const Sites& sites : all) {
      for (Mutation& mutation : sites(tree)) made.push_back(std::move(mutation));
    }
    return made;
  };
}

Sites append(std::string files, std::string text, std::size_t blamed) {
  return [=](const Tree& tree) {
    std::vector<Mutation> made;
    const std::regex wanted(files);
    for (const auto& [path, before] : tree) {
      if (!std::regex_search(path, wanted)) continue;
      Mutation mutation{tree, "", {{path, lines_of(before).size() + blamed}}, {}};
      mutation.tree[path] += text;
      mutation.what = told(path, mutation.blamed.front().line, "a document more");
      made.push_back(std::move(mutation));
    }
    return made;
  };
}

std::vector<Family> families() {
  return {
      {"exposure", exposure_defects},     {"providers", provider_defects},
      {"addresses", address_defects},     {"network", network_defects},
      {"generation", generation_defects}, {"workflow", workflow_defects},
      {"chain", chain_defects},           {"privacy", privacy_defects},
  };
}

}  // namespace seatrial::defects
