using Workbench.Operations;

namespace Workbench.Tests.Operations;

public class RoomCheckTests
{
    [Fact]
    public void A_full_disk_is_refused_with_the_numbers()
    {
        var folder = Path.GetTempPath();
        var error = Assert.Throws<InvalidInputException>(() => OutputFolderCheck.Require((folder, "--out", long.MaxValue)));
        Assert.Matches(
            @"^--out: the disk has too little free space for the results \(got .* free at .*\); allowed: at least 9223372 TB\. "
                + @"Free some space, or choose another folder with --out\.$",
            error.Message
        );
    }

    [Fact]
    public void A_folder_that_is_not_there_yet_is_judged_by_its_parent()
    {
        OutputFolderCheck.Require((Path.Combine(Path.GetTempPath(), "not", "there"), "--out", 1));
        Assert.False(Directory.Exists(Path.Combine(Path.GetTempPath(), "not")));
    }
}
