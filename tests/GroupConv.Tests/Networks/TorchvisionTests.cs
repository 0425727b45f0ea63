using System.Security.Cryptography;
using System.Text;
using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Tests.Networks;

/// <summary>
/// The models that torchvision has are the same to the last name and shape, so that its weights load, and have the same params and
/// multiply-adds. The fixture is made by tests/peers/make_torchvision_fixture.py.
/// </summary>
public class TorchvisionTests
{
    private static readonly Dictionary<string, string[]> Fixture =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "torchvision-state-dicts.txt")).Select(line => line.Split(' ')).ToDictionary(fields => fields[0]);

    public static TheoryData<string> Names => [.. Fixture.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_that_of_torchvision(string name)
    {
        Network network = name == "mobilenet_v2_0.25" ? MobileNetV2.Create(0.25) : NamedModels.Get(name).Create();
        string[] lines = [.. network.Parameters.Select(parameter => $"{parameter.Name} {parameter.Parameter.Shape}").Order(StringComparer.Ordinal)];
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', lines))));
        string ours = $"{network.Name} {lines.Length} {network.Params} {network.Macs([1, 3, 224, 224])} {hash}";
        ours.Should().Be(string.Join(' ', Fixture[name]), "the script prints the parameters of a model, which are here:\n{0}", string.Join('\n', lines));
    }
}
