"""Reference numbers for Workbench.Statistics, from scipy (Debian's python3-scipy). Prints the rows that PairedDifferenceTests holds."""
from math import sqrt

import numpy as np
from scipy import stats

SLEEP = ([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
CASES = {
    "sleep": SLEEP,
    "losses": ([2.1301, 2.1422, 2.1187, 2.1290, 2.1355], [2.1512, 2.1498, 2.1377, 2.1401, 2.1530]),
    "two": ([1.0, 2.0], [0.5, 1.75]),
    "large offset": ([1e6 + 0.25, 1e6 + 0.5, 1e6 + 0.125], [1e6, 1e6 + 0.125, 1e6 - 0.25]),
}


def seeds(mean, deviation, epsilon):
    """The definition of SampleSize.ToSettle, by trying every n."""
    distance = max(abs(mean), epsilon - abs(mean))
    for n in range(2, 10001):
        if (stats.t.ppf(0.975, n - 1) + stats.t.ppf(0.8, n - 1)) * deviation / sqrt(n) <= distance:
            return n
    return None


for name, (a, b) in CASES.items():
    test = stats.ttest_rel(a, b)
    low, high = test.confidence_interval(0.95)
    d = np.subtract(a, b)
    print(f"{name}: mean {d.mean():.12g} sd {d.std(ddof=1):.12g} interval [{low:.12g}, {high:.12g}]")
for mean, deviation, epsilon in [(0.5, 1.0, 0.0), (0.01, 0.05, 0.02), (0.001, 0.02, 0.01), (0.3, 0.2, 0.0), (1e-4, 1.0, 0.0), (0.02, 1.0, 0.0)]:
    print(f"mean {mean} sd {deviation} epsilon {epsilon}: {seeds(mean, deviation, epsilon)} seeds")
