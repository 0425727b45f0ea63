using GroupConv.Tests.Support;
using PublicApiGenerator;

namespace GroupConv.Tests.Docs;

/// <summary>The public API is a listing in docs/public-api.txt, so that no change of it goes unseen.</summary>
public class PublicApiTests
{
    [Fact]
    public void The_listing_is_that_of_the_assembly()
    {
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };
        string api = typeof(GroupedConv2d).Assembly.GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";
        string file = Path.Combine(Repository.Root, "docs", "public-api.txt");
        if (Environment.GetEnvironmentVariable(DocBlock.UpdateVariable) == "1")
            File.WriteAllText(file, api);
        File.ReadAllText(file).ReplaceLineEndings("\n").Should().Be(api, "{0}=1 rewrites the listing", DocBlock.UpdateVariable);
    }
}
