#!/usr/bin/env bash
# plotly.js 2.28.0 (the one inside Plotly.NET 6.0.0) to 4.1.1: Plotly.validate throws where a layout has a legend that is not shown.
#
# Plotly.validate is documented as the way to learn what of a figure plotly.js would ignore; it returns a list of faults, or nothing. A legend is
# shown from the second trace on, so a template or a helper that sets the legend's place for all charts is common, and valid. For a chart of one
# trace Plotly.validate then ends with a TypeError from inside instead of a list, and says nothing about the cause.
#
# Seen, for each version: one trace: Cannot read properties of undefined (reading 'validateFunction'); two traces: []. Needs npm and Chromium.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
seen=
for version in 2.28.0 4.1.1; do
  npm pack --silent "plotly.js-dist-min@$version" >/dev/null
  tar -xzf "plotly.js-dist-min-$version.tgz"
  cat >page.html <<'PAGE'
<!DOCTYPE html><html><body><p id="seen"></p><script src="package/plotly.min.js"></script><script>
  function validated(data) {
    try { return JSON.stringify(Plotly.validate(data, { legend: { orientation: 'h' } }) || []); } catch (error) { return error.message; }
  }
  var one = { type: 'scatter', y: [1, 2] };
  document.getElementById('seen').textContent = Plotly.version + ', one trace: ' + validated([one]) + ', two traces: ' + validated([one, one]);
</script></body></html>
PAGE
  dom=$(chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$folder/profile" --allow-file-access-from-files \
    --virtual-time-budget=10000 --dump-dom "file://$folder/page.html" 2>/dev/null)
  seen+=$(grep -o '<p id="seen">[^<]*' <<<"$dom" | cut -d'>' -f2)$'\n'
done
printf '%s' "$seen"
faults="one trace: Cannot read properties of undefined (reading 'validateFunction'), two traces: []"
[[ $seen == "2.28.0, $faults"$'\n'"4.1.1, $faults"$'\n' ]]
