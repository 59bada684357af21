#!/usr/bin/bash
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs a build into a folder of its own, and uses it from there as a stranger
# would: with pkg-config, and as a subproject of meson. Prints TAP.
#
# In the environment: SOURCE_ROOT, BUILD_ROOT, PREFIX, LIBDIR, PYTHONDIR, LIBVERSION, FEATURES
# (of core, introspection and vapi), SANITIZE, MESON and CC.

set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dest=$work/dest
root=$dest$PREFIX
lib=$root/$LIBDIR
export PKG_CONFIG_PATH=$lib/pkgconfig
unset DESTDIR LD_LIBRARY_PATH
# Programs of strangers are not built like this project.
unset CFLAGS LDFLAGS G_DEBUG

flags=(-Wall -Wextra -Wno-unused-parameter -Werror)
if [[ $SANITIZE != none ]]; then
  flags+=("-fsanitize=$SANITIZE")
fi

n=0
failed=0

# check NAME COMMAND...: one test, whose output matters only if it fails.
check() {
  local name=$1
  shift
  n=$((n + 1))
  if "$@" > "$work/output" 2>&1; then
    echo "ok $n $name"
  else
    echo "not ok $n $name"
    sed 's/^/# /' "$work/output"
    failed=1
  fi
}

install_it() {
  "$MESON" install -C "$BUILD_ROOT" --no-rebuild --destdir "$dest" &&
    sed -i "s|^prefix=.*|prefix=$root|" "$lib"/pkgconfig/conductor*.pc
}

# Nothing is missing, and nothing is there that nobody knows of. Of the manual, whose pages are
# as many as there are symbols, only where it begins.
has_expected_files() {
  local feature path python_dir=${PYTHONDIR#"$PREFIX/"}

  python_dir=${python_dir%/}
  while read -r feature path; do
    if [[ " $FEATURES " == *" $feature "* ]]; then
      path=${path//@libdir@/$LIBDIR}
      path=${path//@pythondir@/$python_dir}
      echo ".$PREFIX/${path//@libversion@/$LIBVERSION}"
    fi
  done < "$here/files.txt" | sort > "$work/expected"
  (cd "$dest" && find . ! -type d \
    \( ! -path "*/share/doc/conductor-1/*" -o -name index.html -o -name '*.devhelp2' \) |
    sort) > "$work/found"
  diff -u "$work/expected" "$work/found"
}

has_soname() {
  readelf -d "$lib/libconductor-1.so" | grep -F 'Library soname: [libconductor-1.so.0]'
}

# Of GLib, and of the compiler's own; nothing else.
needs_only_glib() {
  readelf -d "$lib/libconductor-1.so" |
    sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
    grep -Ev '^lib(asan|ubsan)\.so' | sort > "$work/needed"
  cat "$work/needed"
  ! grep -Evq '^lib(gobject-2\.0|glib-2\.0|gio-2\.0|c)\.so\.[0-9]+$' "$work/needed" &&
    grep -q '^libgobject' "$work/needed" && grep -q '^libgio' "$work/needed"
}

has_modest_pkg_config() {
  local requires
  requires=$(pkg-config --print-requires --print-requires-private conductor-1 |
    sed 's/ .*//' | sort -u | xargs)
  echo "$requires"
  [[ $requires == 'gio-2.0 gobject-2.0' ]] && pkg-config --modversion conductor-1
}

# works COMMAND...: it does what program.c says.
works() {
  timeout 60 "$@" > "$work/said" || return
  cat "$work/said"
  [[ $(cat "$work/said") == $'up\ndown' ]]
}

builds_with_pkg_config() {
  local cflags libs

  cflags=$(pkg-config --cflags conductor-1) && libs=$(pkg-config --libs conductor-1) || return
  # shellcheck disable=SC2086 # words are meant
  $CC "${flags[@]}" $cflags "$here/program.c" -o "$work/program" $libs &&
    readelf -d "$work/program" | grep -F '[libconductor-1.so.0]' &&
    works env LD_LIBRARY_PATH="$lib" "$work/program"
}

builds_as_subproject() {
  mkdir -p "$work/project/subprojects" &&
    cp "$here/subproject/meson.build" "$here/program.c" "$work/project/" &&
    ln -s "$SOURCE_ROOT" "$work/project/subprojects/conductor" &&
    env -u PKG_CONFIG_PATH "$MESON" setup "$work/project/build" "$work/project" \
      --force-fallback-for=conductor-1,conductor -Dconductor:introspection=disabled -Dwerror=true &&
    "$MESON" compile -C "$work/project/build" &&
    [[ ! -e $work/project/build/subprojects/conductor/tests ]] &&
    works "$work/project/build/program"
}

# A test of a program's own, which a virtual clock takes through an hour.
builds_with_test_kit() {
  local cflags libs

  [[ " $FEATURES " == *" testing "* ]] || return 0
  cflags=$(pkg-config --cflags conductor-testing-1) &&
    libs=$(pkg-config --libs conductor-testing-1) || return
  # shellcheck disable=SC2086 # words are meant
  $CC "${flags[@]}" $cflags "$here/test-program.c" -o "$work/test-program" $libs &&
    readelf -d "$work/test-program" | grep -F '[libconductor-testing-1.so.0]' &&
    timeout 60 env LD_LIBRARY_PATH="$lib" "$work/test-program" &&
    ! readelf -d "$lib/libconductor-1.so" | grep -F testing
}

echo 1..7
check 'it installs what is on the list' eval 'install_it && has_expected_files'
check 'the soname' has_soname
check 'the library needs GLib and nothing else' needs_only_glib
check 'pkg-config knows it' has_modest_pkg_config
check 'a program builds with pkg-config, and works' builds_with_pkg_config
check 'a program builds with it as a subproject, and works' builds_as_subproject
check 'a test builds with the test kit, and works' builds_with_test_kit

exit "$failed"
