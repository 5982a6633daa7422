namespace Workbench.Tests.Operations;

/// <summary>A pronouncing dictionary in which each of five letters is spoken as a phoneme of its own.</summary>
internal static class Spelling
{
    public static string Dictionary { get; } =
        string.Concat(
            Enumerable
                .Range(0, 1500)
                .Select(number =>
                    string.Concat(
                        Enumerable.Range(0, 2 + (number % 4)).Select(i => "ABCDE"[(int)((number * 2_654_435_761L >> (3 * i)) % 5)])
                    )
                )
                .Distinct()
                .Select(word => $"{word}  {string.Join(' ', word.Select(Phoneme))}\n")
        );

    private static string Phoneme(char letter) =>
        letter switch
        {
            'A' => "AH",
            'B' => "B",
            'C' => "K",
            'D' => "D",
            _ => "EH",
        };
}
