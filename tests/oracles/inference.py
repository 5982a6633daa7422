"""Reference numbers for Workbench.Statistics, from scipy (Debian's python3-scipy). Prints the rows that EvidenceTests holds."""
import numpy as np
from scipy import stats

CASES = {
    "sleep": [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4],
    "losses": [-0.0211, -0.0076, -0.0190, -0.0111, -0.0175, 0.0020, -0.0098, -0.0144],
    "skewed": [0.01, 0.02, 0.02, 0.03, 0.05, 0.08, 0.15, 0.60, 0.04, 0.01, 0.02, 0.30],
}
EPSILON = {"sleep": 2.5, "losses": 0.02, "skewed": 0.2}

for name, d in CASES.items():
    d = np.array(d)
    epsilon = EPSILON[name]
    p = stats.ttest_1samp(d, 0).pvalue
    tost = max(
        stats.ttest_1samp(d, -epsilon, alternative="greater").pvalue,
        stats.ttest_1samp(d, epsilon, alternative="less").pvalue,
    )
    flips = stats.permutation_test((d,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    ends = [
        stats.bootstrap((d,), np.mean, n_resamples=200_000, method="BCa", random_state=seed).confidence_interval for seed in range(3)
    ]
    bca = np.mean(ends, axis=0)
    print(f"{name}: p {p:.10g} tost {tost:.10g} flips {flips:.10g} BCa [{bca[0]:.4g}, {bca[1]:.4g}] middle {stats.trim_mean(d, 0.25):.10g}")
for df, probability in [(1, 0.975), (1, 0.99999), (2, 0.9999999), (3, 1e-9), (9, 0.975), (30, 0.8)]:
    print(f"t quantile {df} {probability}: {stats.t.ppf(probability, df):.12g}")
