#!/usr/bin/env bash
# Unpacks one containerd of each series beside the others: each Debian release has its own, and none is installed or started.
# The file beside this one says which release brings which. Running it again changes nothing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=/var/cache/pullgate-lab
mkdir -p "$cache"

# Where this machine's own Debian packages come from: other releases lie beside them.
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 'Origin: Debian' 'Label: Debian' | head -n 1)

while read -r series release; do
  binary="$cache/containerd-$series/usr/bin/containerd"
  if [ ! -x "$binary" ]; then
    work=$(mktemp -d "$cache/fetch-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    # An index of its own: what this machine installs from must not change.
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${archive:-http://deb.debian.org/debian} $release main" >"$work/sources.list"
    options=(-qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$work/lists"
      -o "Dir::Cache=$work/cache" -o Acquire::Languages=none -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update
    (cd "$work" && apt-get "${options[@]}" download containerd)
    dpkg-deb --extract "$work"/containerd_*.deb "$work/unpacked"
    rm -rf "$cache/containerd-$series"
    mv "$work/unpacked" "$cache/containerd-$series"
    rm -rf "$work"
    trap - EXIT
  fi
  version=$("$binary" --version | grep -Eo ' v?[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 | tr -d ' v')
  if [ "${version%.*}" != "$series" ]; then
    rm -rf "$cache/containerd-$series"
    echo "lab: Debian $release now brings containerd ${version:-nobody knows which}, not $series: mend $here/containerds.txt" >&2
    exit 1
  fi
done <"$here/containerds.txt"
