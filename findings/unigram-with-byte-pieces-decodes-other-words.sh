#!/usr/bin/env bash
# Microsoft.ML.Tokenizers 2.0.1: a SentencePiece unigram model with byte pieces turns rare characters into other words.
#
# spm_train --model_type=unigram --byte_fallback=true adds 256 pieces <0x00> to <0xFF>, so that a character without a piece of its own is
# encoded by its UTF-8 bytes and nothing is unknown. For unigram models SentencePieceTokenizer numbers these pieces 255 too high. The ids belong
# to other pieces, so that an embedding is read at the wrong rows without an error, and Decode of the very ids that EncodeToIds gave returns a
# text with other words in it. Texts whose characters all have pieces are right, and so is a model trained without byte pieces.
#
# Seen (sentencepiece 0.1.97 from Debian): the byte of the letter v, for which the model has no piece, is 121 by spm_encode and 376 by the
# library, which decodes "nave" with a syllable in the place of the letter; a text without such a letter has the same ids and comes back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 "$folder"
apt-get download -q sentencepiece=0.1.97-3+b1 libsentencepiece0=0.1.97-3+b1 >download.log 2>&1 || { cat download.log; exit 1; }
for package in ./*.deb; do dpkg -x "$package" tools; done
export LD_LIBRARY_PATH="$folder/tools/usr/lib/x86_64-linux-gnu" PATH="$folder/tools/usr/bin:$PATH"
python3 - <<'TEXT'
import itertools
syllables = ["ba", "ko", "ri", "tu", "me", "so", "na", "li"]
words = ["".join(three) for three in itertools.product(syllables, repeat=3)]
with open("text.txt", "w") as file:
    for i in range(2000):
        # Some words are much more frequent than others, as in a language.
        file.write(" ".join(words[(i * i * (j + 1) + 7 * j) % (len(words) // (j + 1))] for j in range(8)) + ".\n")
TEXT
spm_train --input=text.txt --model_prefix=bytes --vocab_size=600 --model_type=unigram --byte_fallback=true --hard_vocab_limit=false \
  --normalization_rule_name=identity --num_threads=1 >train.log 2>&1 || { cat train.log; exit 1; }
cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML.Tokenizers" Version="[2.0.1]" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using System;
using System.IO;
using Microsoft.ML.Tokenizers;

using var file = File.OpenRead("bytes.model");
var tokenizer = SentencePieceTokenizer.Create(file, addBeginningOfSentence: false, addEndOfSentence: false);
foreach (var text in args)
{
    var ids = tokenizer.EncodeToIds(text);
    Console.WriteLine(string.Join(' ', ids));
    Console.WriteLine(tokenizer.Decode(ids));
}
PROGRAM
dotnet build -c Release -o out -nologo -v quiet >build.log 2>&1 || { cat build.log; exit 1; }
plain="kori tumeso nali."
rare="kori nave tumeso."
mapfile -t answer < <(env -u LD_LIBRARY_PATH dotnet out/finding.dll "$plain" "$rare")
plain_ids=$(spm_encode --model=bytes.model --output_format=id <<<"$plain")
rare_ids=$(spm_encode --model=bytes.model --output_format=id <<<"$rare")
printf '%s\n' "spm_encode $plain_ids" "library    ${answer[0]}" "decoded    ${answer[1]}" "spm_encode $rare_ids" "library    ${answer[2]}" \
  "decoded    ${answer[3]}"
[[ ${answer[0]} == "$plain_ids" && ${answer[1]} == "$plain" && $rare_ids == *" 121 "* &&
  ${answer[2]} == "${rare_ids/ 121 / 376 }" && ${answer[3]} != "$rare" && ${answer[3]} != *nae* ]] || { echo "this has changed"; exit 1; }
echo "as found: the bytes of a rare letter get the ids of other pieces"
