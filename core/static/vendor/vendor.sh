#!/bin/sh
# Fetches the pinned npm packages that pages and browser tests use, and copies what is needed.
# Called by `make vendor`; the results are in version control, so only an upgrade needs it.
set -eu

DESIGN_SYSTEM=4.2.0
ROBOTO=5.3.0
ROBOTO_TTF=0.4.3
IDB=8.0.4
AXE=4.14.1

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # NAME VERSION FOLDER
    (cd "$work" && npm pack --silent "$1@$2" > "$3.name" \
        && mkdir "$3" && tar -xzf "$(cat "$3.name")" -C "$3" --strip-components=1)
}

fetch @scottish-government/design-system "$DESIGN_SYSTEM" design-system
mkdir -p "$here/design-system"
# The source map is not shipped, and a reference to it would break hashed file names.
sed 's|/\*# sourceMappingURL=[^*]*\*/||' "$work/design-system/dist/css/design-system.min.css" \
    > "$here/design-system/design-system.min.css"
cp "$work/design-system/LICENSE.txt" "$here/design-system/LICENSE.txt"

fetch @fontsource/roboto "$ROBOTO" roboto
mkdir -p "$here/roboto"
: > "$here/roboto/roboto.css"
for weight in 400 500 700; do
    for subset in latin-ext latin; do
        cp "$work/roboto/files/roboto-$subset-$weight-normal.woff2" "$here/roboto/"
        # One @font-face block of the package, pointing at the woff2 file beside the sheet.
        sed -n "/^\/\* roboto-$subset-$weight-normal \*\//,/^}/p" "$work/roboto/$weight.css" \
            | sed -e "s|src: .*|src: url(roboto-$subset-$weight-normal.woff2) format('woff2');|" \
            >> "$here/roboto/roboto.css"
        echo >> "$here/roboto/roboto.css"
    done
done
cp "$work/roboto/LICENSE" "$here/roboto/LICENSE.txt"

# reportlab embeds TrueType only.
fetch @expo-google-fonts/roboto "$ROBOTO_TTF" roboto-ttf
mkdir -p "$root/core/fonts"
cp "$work/roboto-ttf/400Regular/Roboto_400Regular.ttf" "$root/core/fonts/Roboto-Regular.ttf"
cp "$work/roboto-ttf/700Bold/Roboto_700Bold.ttf" "$root/core/fonts/Roboto-Bold.ttf"
cp "$work/roboto-ttf/LICENSE_FONT" "$root/core/fonts/LICENSE.txt"

# IndexedDB with promises, as an ES module; the shared tablet imports it.
fetch idb "$IDB" idb
mkdir -p "$here/idb"
sed '/^\/\/# sourceMappingURL=/d' "$work/idb/build/index.js" > "$here/idb/index.js"
cp "$work/idb/LICENSE" "$here/idb/LICENSE.txt"

fetch axe-core "$AXE" axe
mkdir -p "$root/tests/vendor"
sed '/^\/\/# sourceMappingURL=/d' "$work/axe/axe.min.js" > "$root/tests/vendor/axe.min.js"
cp "$work/axe/LICENSE" "$root/tests/vendor/axe.LICENSE.txt"

(cd "$root" && find core/fonts core/static/vendor tests/vendor -type f ! -name README.md ! -name vendor.sh ! -name SHA256SUMS \
    | LC_ALL=C sort | xargs sha256sum > core/static/vendor/SHA256SUMS)
echo "Vendored design system $DESIGN_SYSTEM, Roboto $ROBOTO, idb $IDB, axe-core $AXE."
