# SPDX-License-Identifier: Apache-2.0
# cmake -DXMLLINT=… (-DFOLDER=folder | -DFILES=a.xml;b.xml) -P check_junit.cmake
# Fails where a JUnit file is not what junit.xsd says, or where there is none to check.
if(FOLDER)
  file(GLOB FILES "${FOLDER}/*.xml")
endif()
if(NOT FILES)
  message(FATAL_ERROR "no JUnit files in '${FOLDER}'; run the scenario tests first")
endif()
execute_process(
  COMMAND "${XMLLINT}" --noout --nonet --schema "${CMAKE_CURRENT_LIST_DIR}/junit.xsd" ${FILES}
  RESULT_VARIABLE code)
if(code)
  message(FATAL_ERROR "JUnit files that are not as tests/schema/junit.xsd says: see above")
endif()
