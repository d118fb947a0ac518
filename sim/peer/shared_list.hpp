// SPDX-License-Identifier: Apache-2.0
// SharedList: a list whose copies share their items until one of them is changed. The peers of a
// cluster mount one ConfigMap: ten thousand of them hold one list and not ten thousand. Items are
// read only; whoever changes the list gets items of its own first.
#pragma once

#include <initializer_list>
#include <memory>
#include <vector>

namespace seatrial {

template <class T>
class SharedList {
 public:
  SharedList() = default;
  SharedList(std::initializer_list<T> items) : SharedList(std::vector<T>(items)) {}
  explicit SharedList(std::vector<T> items)
      : items_(std::make_shared<std::vector<T>>(std::move(items))) {}

  const T* begin() const { return items_ == nullptr ? nullptr : items_->data(); }
  const T* end() const { return begin() + size(); }
  std::size_t size() const { return items_ == nullptr ? 0 : items_->size(); }
  bool empty() const { return size() == 0; }
  const T& operator[](std::size_t i) const { return (*items_)[i]; }
  const T& at(std::size_t i) const { return items_->at(i); }
  const T& front() const { return items_->front(); }
  const T& back() const { return items_->back(); }

  void push_back(T item) { own().push_back(std::move(item)); }
  void clear() { items_.reset(); }
  template <class Condition>
  void erase_if(Condition condition) {
    std::erase_if(own(), condition);
  }

  /// Equal for lists that share their items: not of each two that are equal.
  const void* identity() const { return items_.get(); }

 private:
  std::vector<T>& own() {
    if (items_ == nullptr) {
      items_ = std::make_shared<std::vector<T>>();
    } else if (items_.use_count() > 1) {
      items_ = std::make_shared<std::vector<T>>(*items_);
    }
    return *items_;
  }

  std::shared_ptr<std::vector<T>> items_;
};

}  // namespace seatrial
