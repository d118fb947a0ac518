// SPDX-License-Identifier: Apache-2.0
// Reads a manifest as in.yaml into the objects of a simulated cluster.
#pragma once

#include "harness/config/kube_objects.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config::testing_help {

/// The objects of a text, or the message of what is wrong with it.
struct Manifests {
  explicit Manifests(const std::string& text) : yaml(text) {
    for (const Value& document : yaml.documents) {
      auto read = read_objects(document, yaml.files);
      if (!read) {
        message = read.error().message();
        return;
      }
      for (KubeObject& object : *read) objects.push_back(std::move(object));
    }
  }
  template <class T>
  const T& only() const {
    EXPECT_EQ(message, "");
    EXPECT_EQ(objects.size(), 1U);
    return std::get<T>(objects.at(0));
  }

  Yaml yaml;
  std::vector<KubeObject> objects;
  std::string message;
};

/// A Service with these lines in its spec.
inline std::string service(const std::string& spec) {
  return "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n" + spec;
}

/// A NetworkPolicy with these lines in its spec.
inline std::string policy(const std::string& spec) {
  return "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n" +
         spec;
}

/// An Ingress of networking.k8s.io/v1 with these lines in its spec.
inline std::string ingress(const std::string& spec) {
  return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec:\n" + spec;
}

}  // namespace seatrial::config::testing_help
