#!/usr/bin/env bash
# Makes words-v1.zip: ten English words in synthetic voices, two takes each.
# Needs espeak-ng 1.51, sox 14.4.2 and python3. The same versions give the same bytes.
# Usage: make-words.sh [OUTPUT.zip]
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../main/resources/dev/argand/search/data/words-v1.zip}
for tool in espeak-ng sox python3; do
  command -v "$tool" >/dev/null || { echo "make-words: $tool is not installed" >&2; exit 1; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

words=(down left music no open right seven stop water yes)

# One voice a line: accent, variant, base speed (words a minute), base pitch (0 to 99).
voices='
en-us m1 150 50
en-us m3 135 40
en-us m7 165 45
en-us f1 150 50
en-us f3 140 60
en-us Andrea 155 55
en-us Alex 150 45
en-us-nyc m2 155 50
en-us-nyc f2 145 55
en-us-nyc Lee 140 50
en-us-nyc Belinda 150 50
en-gb m4 150 45
en-gb m8 140 50
en-gb f4 155 50
en-gb Annie 150 50
en-gb Denis 145 50
en-gb-x-rp m5 150 50
en-gb-x-rp f5 140 50
en-gb-x-rp steph 150 55
en-gb-x-rp Michael 160 50
en-gb-scotland m6 150 50
en-gb-scotland f1 160 70
en-gb-x-gbclan m2 145 35
en-gb-x-gbclan anika 150 50
en-gb-x-gbcwmd m3 150 65
en-gb-x-gbcwmd f2 135 40
en-029 m1 140 65
en-029 f4 150 65
en-029 linda 155 50
en-us edward 150 50
'

while read -r accent variant speed pitch; do
  [[ -n $accent ]] || continue
  voice=$accent-$(tr '[:upper:]' '[:lower:]' <<<"$variant")
  for word in "${words[@]}"; do
    mkdir -p "$scratch/raw/$word"
    for take in 0 1; do
      # The second take is a fifth faster and a little higher.
      s=$((speed + take * speed / 5)) p=$((pitch + take * 12))
      espeak-ng -v "$accent+$variant" -s "$s" -p "$p" -w "$scratch/take.wav" "$word"
      sox -D "$scratch/take.wav" -b 16 "$scratch/raw/$word/${voice}_$take.wav" gain -6 rate -v 16000
    done
  done
done <<<"$voices"

python3 "$here/pack_words.py" "$scratch/raw" "$out"
