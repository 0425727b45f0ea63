using System.CommandLine;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;
using GroupConv.Cli.Verification;
using GroupConv.Cli.Verification.Graphs;

namespace GroupConv.Cli.Commands;

/// <summary><c>verify</c>: layers on every algorithm, vector tier and thread count, and whole networks, against their definitions, bit for bit.</summary>
internal static class VerifyCommand
{
    private const int DefaultRandom = 200;
    private const int MostRandom = 1_000_000;
    private const int MostShrunk = 3;

    public static Command Create(CliConsole console)
    {
        Option<Setting<string?>> layers = CommonOptions.Layers(required: false);
        Option<Setting<int?>> random = CommonOptions.Create<int?>(
            "--random", $"How many random layers; {DefaultRandom} if no layer file is given.", text => ValueText.Number(text, 1, MostRandom));
        Option<Setting<int?>> networks = CommonOptions.Create<int?>(
            "--networks", "How many random networks to check; layers are then checked only if asked for.", text => ValueText.Number(text, 1, MostRandom));
        Option<Setting<int>> seed = CommonOptions.Number(
            "--seed", "Random layer or network i is made from seed + i, so that each can be had alone.", 1, least: 0, most: int.MaxValue - MostRandom);
        Option<Setting<VerifyCase?>> one = CommonOptions.Create<VerifyCase?>(
            "--case", "One case as text, as a failure prints it; nothing else is checked unless asked for.", CaseText.Read);
        var command = new Command(
            "verify", "Compares the bits of every algorithm, vector tier and thread count, and of networks, with the definitions; exit code 1 if any differ.")
        {
            layers, random, networks, seed, one,
        };
        command.SetAction((parsed, cancellation) =>
        {
            AppContext.SetSwitch("GroupConv.FillMemoryWithNaN", true); // read by the library once, when it first takes memory
            int code = ExitCode.Success;
            List<VerifyCase> cases = Cases(parsed.Read(layers), parsed.Read(random), parsed.Read(seed), parsed.Read(one), parsed.Read(networks) is null);
            if (cases.Count > 0)
                code = Run(console, cases, cancellation);
            if (parsed.Read(networks) is { } count)
                code = Math.Max(code, NetworkVerification.Run(console, parsed.Read(seed), count, cancellation));
            return Task.FromResult(code);
        });
        return command;
    }

    private static List<VerifyCase> Cases(string? layers, int? random, int seed, VerifyCase? given, bool byDefault)
    {
        var cases = new List<VerifyCase>();
        if (given is not null)
            cases.Add(given);
        if (layers is not null)
            cases.AddRange(InputFile.Read(layers, LayerFile.Read).Select(layer => VerifyCase.OfLayer(layer, seed)));
        int count = random ?? (byDefault && layers is null && given is null ? DefaultRandom : 0);
        cases.AddRange(Enumerable.Range(seed, count).Select(VerifyCase.Random));
        foreach (VerifyCase one in cases)
            MemoryNeed.ThrowIfTooLarge(one.Layer);
        return cases;
    }

    private static int Run(CliConsole console, List<VerifyCase> cases, CancellationToken cancellation)
    {
        var verifier = new Verifier();
        var winograd = new WinogradVerifier();
        var failed = new List<VerifyFailure>();
        console.WithProgress("verifying", cases.Count, progress =>
        {
            foreach (VerifyCase one in cases)
            {
                progress.Report(one.Layer.Name);
                failed.AddRange(verifier.Check(one, cancellation));
                failed.AddRange(winograd.Check(one, cancellation));
            }

            return true;
        });
        if (verifier.Runs + winograd.Runs == 0)
            throw new UserErrorException("nothing was run: the algorithm asked for cannot run this case");
        int code = Report(console, cases.Count, verifier, winograd, failed);
        foreach (string line in Smallest(failed, cancellation))
            console.Out.WriteLine(line);
        return code;
    }

    internal static int Report(CliConsole console, int layers, Verifier verifier, WinogradVerifier winograd, IReadOnlyCollection<VerifyFailure> failed)
    {
        foreach (string line in VerifyReport.Lines(layers, verifier, winograd, failed))
            console.Out.WriteLine(line);
        return failed.Count == 0 ? ExitCode.Success : ExitCode.Difference;
    }

    /// <summary>What is left of the first failure of each algorithm when all is taken away that does not matter.</summary>
    private static IEnumerable<string> Smallest(List<VerifyFailure> failed, CancellationToken cancellation)
    {
        var verifier = new Verifier();
        var winograd = new WinogradVerifier();
        VerifyFailure? Check(VerifyCase one) => verifier.Check(one, cancellation).Concat(winograd.Check(one, cancellation)).FirstOrDefault();

        foreach (VerifyFailure failure in failed.DistinctBy(failure => failure.Case.Geometry.Options.Algorithm).Take(MostShrunk))
        {
            VerifyCase small = CaseShrinker.Shrink(failure.Case, one => Check(one) is not null);
            yield return Check(small) is { } still ? $"smallest: {still}" : $"{failure.Case.Layer.Name} does not fail again alone";
        }
    }
}
