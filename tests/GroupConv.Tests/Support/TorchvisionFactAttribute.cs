namespace GroupConv.Tests.Support;

/// <summary>A test of a folder that the environment variable GROUPCONV_TORCHVISION names; skipped without one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchvisionFactAttribute : FactAttribute
{
    private const string Variable = "GROUPCONV_TORCHVISION";

    public TorchvisionFactAttribute()
    {
        if (Folder is null)
            Skip = $"needs {Variable}, the name of a folder that tests/peers/export_torchvision.py has filled";
    }

    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
}
