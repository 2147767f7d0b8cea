#!/usr/bin/env bash
# Installs the real parts that the lab runs: on Debian and its children, as root. Running it again changes nothing.
set -euo pipefail

# Each line: what is asked for, and the package that brings it.
missing=()
while read -r command package _; do
  command -v "$command" >/dev/null || missing+=("$package")
done <"$(dirname "$0")/parts.txt"
if [ "${#missing[@]}" -eq 0 ]; then
  exec bash "$(dirname "$0")/containerds.sh"
fi

if ! command -v apt-get >/dev/null; then
  echo "lab: ${missing[*]} can't be installed here: there is no apt-get" >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "lab: run this as root to install ${missing[*]}" >&2
  exit 1
fi

# The tests start a registry of their own, on a port of their own: the package's service stays off.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
bash "$(dirname "$0")/containerds.sh"
