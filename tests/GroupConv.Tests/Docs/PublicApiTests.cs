using System.Reflection;
using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Support;
using PublicApiGenerator;

namespace GroupConv.Tests.Docs;

/// <summary>The public API of each package is a listing in docs, so that no change of it goes unseen.</summary>
public class PublicApiTests
{
    public static TheoryData<string> Listings => [.. Assemblies.Keys];

    private static readonly Dictionary<string, Assembly> Assemblies = new()
    {
        ["public-api.txt"] = typeof(GroupedConv2d).Assembly,
        ["public-api-networks.txt"] = typeof(Network).Assembly,
        ["public-api-onnx.txt"] = typeof(OnnxModel).Assembly,
    };

    [Theory]
    [MemberData(nameof(Listings))]
    public void The_listing_is_that_of_the_assembly(string listing)
    {
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };
        string api = Assemblies[listing].GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";
        string file = Path.Combine(Repository.Root, "docs", listing);
        if (Environment.GetEnvironmentVariable(DocBlock.UpdateVariable) == "1")
            File.WriteAllText(file, api);
        File.ReadAllText(file).ReplaceLineEndings("\n").Should().Be(api, "{0}=1 rewrites the listing", DocBlock.UpdateVariable);
    }
}
