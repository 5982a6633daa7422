#!/usr/bin/env bash
# NLTK 3.8: corpus_bleu of translations that equal their references is below 1 as soon as one of them has fewer than four words.
#
# BLEU sums, for each order n, the n-grams of all translations and those that are also in the references, and divides. A sentence of one word
# has no bigrams and adds nothing to either sum. NLTK gives every sentence at least one n-gram of each order (a denominator of at least 1),
# which it can never match, so that short sentences (headings, answers, single terms) lower the precision of the whole corpus; other
# implementations of the same definition give 1 here. Scores of NLTK and of those therefore cannot be compared on texts with short lines.
#
# Seen (python3-nltk 3.8-1 from Debian): one perfect sentence of four words 1.0; with a second perfect sentence, "yes", 0.7071, which is
# (5/5 x 3/4 x 2/3 x 1/2) to the power of 1/4; five perfect sentences of one word each 0, with a warning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 "$folder"
apt-get download -q python3-nltk=3.8-1 python3-regex python3-click python3-joblib python3-tqdm >download.log 2>&1 || { cat download.log; exit 1; }
for package in ./*.deb; do dpkg -x "$package" tools; done
cat >bleu.py <<'PYTHON'
import warnings

import nltk
from nltk.translate.bleu_score import corpus_bleu

warnings.simplefilter("ignore")
print(nltk.__version__)
for texts in (["a b c d"], ["a b c d", "yes"], ["yes", "no", "two", "three", "four"]):
    words = [text.split() for text in texts]
    print(f"{corpus_bleu([[one] for one in words], words):.4f}")
PYTHON
mapfile -t answer < <(PYTHONPATH="$folder/tools/usr/lib/python3/dist-packages" /usr/bin/python3 bleu.py)
printf '%s\n' "NLTK ${answer[0]}" "one perfect sentence: ${answer[1]}" "and a perfect one of one word: ${answer[2]}" "only such: ${answer[3]}"
[[ ${answer[*]} == "3.8 1.0000 0.7071 0.0000" ]] || { echo "this has changed"; exit 1; }
echo "as found: a perfect translation does not score 1"
