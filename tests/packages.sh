# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# To be sourced by bash: ensure_packages PACKAGE... installs those Debian
# packages that are missing. It asks nothing, and says what it does.

ensure_packages() {
  local missing=() package run=()

  if ! command -v dpkg-query > /dev/null; then
    echo "This is not Debian: you may need its packages by other names: $*" >&2
    return 0
  fi

  for package in "$@"; do
    if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) != installed ]]; then
      missing+=("$package")
    fi
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0

  if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo > /dev/null; then
      echo "Missing, and there is no sudo to install them with: ${missing[*]}" >&2
      return 1
    fi
    run=(sudo)
  fi

  echo "Installing: ${missing[*]}" >&2
  run+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o=Dpkg::Use-Pty=0)
  "${run[@]}" update >&2 &&
    "${run[@]}" install --yes --no-install-recommends "${missing[@]}" >&2
}
