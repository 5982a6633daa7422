"""BLEU of a corpus by NLTK, and chrF by its definition: JSON [[translation, reference], ...] from stdin, scores to stdout."""

import json
import sys
from collections import Counter

import nltk.corpus
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu

# The tables of characters in NLTK's data are for its international rules, which are not used here.
nltk.corpus.perluniprops = type("NoTables", (), {"chars": staticmethod(lambda _: ["~"])})
from nltk.tokenize.nist import NISTTokenizer  # noqa: E402


def chrf(pairs, orders=6, beta=2):
    def grams(text, n):
        text = "".join(text.split())
        return Counter(text[i : i + n] for i in range(len(text) - n + 1))

    precisions, recalls = [], []
    for n in range(1, orders + 1):
        mine = theirs = both = 0
        for translation, reference in pairs:
            left, right = grams(translation, n), grams(reference, n)
            mine += sum(left.values())
            theirs += sum(right.values())
            both += sum((left & right).values())
        if mine and theirs:
            precisions.append(both / mine)
            recalls.append(both / theirs)
    if not precisions or sum(precisions) + sum(recalls) == 0:
        return 0
    p, r = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 100 * (1 + beta**2) * p * r / (beta**2 * p + r)


pairs = json.load(sys.stdin)
words = NISTTokenizer().tokenize
translations = [words(translation) for translation, _ in pairs]
references = [[words(reference)] for _, reference in pairs]
bleu = 100 * corpus_bleu(references, translations, smoothing_function=SmoothingFunction().method3)
print(json.dumps({"words": translations, "bleu": bleu, "chrf": chrf(pairs)}))
