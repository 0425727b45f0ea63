namespace GroupConv.Cli.Verification;

/// <summary>A run that is not as it should be.</summary>
/// <param name="Case">The case, pinned to the one way of running that failed.</param>
/// <param name="Difference">What is wrong.</param>
internal sealed record VerifyFailure(VerifyCase Case, string Difference)
{
    /// <summary>Why a run failed, in words; null if it did not. Whatever it throws, the verification goes on.</summary>
    public static string? ReasonOf(Action run)
    {
        try
        {
            run();
            return null;
        }
        catch (Exception error)
        {
            return $"failed with {error.GetType().Name}: {ErrorText.OneLine(error)}";
        }
    }

    /// <summary>The way of running, what is wrong, and the command that repeats it.</summary>
    public override string ToString()
    {
        GroupedConv2dOptions options = Case.Geometry.Options;
        return $"{Case.Layer.Name}: {options.Algorithm} on {options.Tier} with {Case.ThreadCounts[0]} threads: {Difference}; "
            + $"repeat with {Repeat}";
    }

    /// <summary>The command that runs exactly this.</summary>
    public string Repeat => $"verify --case \"{CaseText.Write(Case)}\"";
}
