#!/usr/bin/env bash
# Unpacks one containerd of each series beside the others: each Debian release has its own, and none is installed or started.
# Nodes of arm64 are run by QEMU, which is unpacked too. The file beside this one says which release brings which.
# Running it again changes nothing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=/var/cache/pullgate-lab
mkdir -p "$cache"
work=$(mktemp -d "$cache/fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT

# Where this machine's own Debian packages come from: other releases lie beside them.
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 'Origin: Debian' 'Label: Debian' | head -n 1)

# fetch RELEASE ARCHITECTURE FOLDER PACKAGE…: with an index of its own, for what this machine installs from must not change.
fetch() {
  local release=$1 architecture=$2 folder=$3 own="$work/$1-$2"
  shift 3
  mkdir -p "$own/lists/partial" "$own/cache/archives/partial" "$own/packages"
  echo "deb [arch=$architecture signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${archive:-http://deb.debian.org/debian} $release main" >"$own/sources.list"
  local options=(-qq -o "Dir::Etc::SourceList=$own/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$own/lists"
    -o "Dir::Cache=$own/cache" -o Acquire::Languages=none -o APT::Sandbox::User=root
    -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture")
  [ -n "$(ls "$own/cache" | grep pkgcache || true)" ] || apt-get "${options[@]}" update
  rm -f "$own"/packages/*.deb
  (cd "$own/packages" && apt-get "${options[@]}" download "$@")
  rm -rf "$own/unpacked"
  for package in "$own"/packages/*.deb; do dpkg-deb --extract "$package" "$own/unpacked"; done
  # Where /lib and /usr/lib are one, the package that says so is not unpacked.
  [ -e "$own/unpacked/lib" ] || ln -s usr/lib "$own/unpacked/lib"
  rm -rf "$folder"
  mv "$own/unpacked" "$folder"
}

qemu="$cache/qemu/usr/bin/qemu-aarch64-static"
[ -x "$qemu" ] || fetch bookworm amd64 "$cache/qemu" qemu-user-static

while read -r series architecture release; do
  folder="$cache/containerd-$series-$architecture"
  binary="$folder/usr/bin/containerd"
  packages=(containerd)
  start=("$binary")
  if [ "$architecture" != amd64 ]; then
    packages+=(libc6)
    start=("$qemu" -L "$folder" "$binary")
  fi
  [ -x "$binary" ] || fetch "$release" "$architecture" "$folder" "${packages[@]}"
  version=$("${start[@]}" --version | grep -Eo ' v?[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 | tr -d ' v')
  if [ "${version%.*}" != "$series" ]; then
    rm -rf "$folder"
    echo "lab: Debian $release now brings containerd ${version:-nobody knows which} for $architecture, not $series: mend $here/containerds.txt" >&2
    exit 1
  fi
done <"$here/containerds.txt"
