# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` lays out, and what find_package(seatrial) finds there: the layers as static
# libraries (seatrial::core … seatrial::report, all of them as seatrial::seatrial), their headers,
# the command (seatrial::seatrial_cli) and seatrial_add_scenarios().
include(CMakePackageConfigHelpers)

set(seatrial_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/seatrial")

install(TARGETS ${SEATRIAL_LAYERS} seatrial_all EXPORT seatrial
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(TARGET seatrial)
  set_target_properties(seatrial PROPERTIES EXPORT_NAME seatrial_cli)
  add_executable(seatrial::seatrial_cli ALIAS seatrial)
  install(TARGETS seatrial EXPORT seatrial RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(EXPORT seatrial NAMESPACE seatrial:: FILE seatrial-targets.cmake
        DESTINATION "${seatrial_cmake_dir}")

install(DIRECTORY sim harness DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/seatrial"
        FILES_MATCHING PATTERN "*.hpp")
install(FILES scenarios/scenario.schema.json DESTINATION "${CMAKE_INSTALL_DATADIR}/seatrial"
        OPTIONAL)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

configure_package_config_file(tools/cmake/seatrial-config.cmake.in seatrial-config.cmake
                              INSTALL_DESTINATION "${seatrial_cmake_dir}")
write_basic_package_version_file(seatrial-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/seatrial-config.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/seatrial-config-version.cmake"
              tools/cmake/SeatrialDependencies.cmake
              tools/cmake/SeatrialAddScenarios.cmake
        DESTINATION "${seatrial_cmake_dir}")
