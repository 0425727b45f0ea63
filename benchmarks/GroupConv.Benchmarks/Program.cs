using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using GroupConv.Benchmarks;
using GroupConv.Benchmarks.Networks;
using GroupConv.Cli.Files;
using Perfolizer.Horology;

if (await OwnCommands.RunAsync(args) is { } exit)
    return exit;
if (args is [NetworkChild.Argument, string contender, .. string[] task])
    return NetworkChild.Run(contender, NetworkTask.FromArguments(task));

// Arguments are BenchmarkDotNet's (--filter, --job, --list, ...), and --layers FILE.csv for SuiteBenchmark.
List<string> rest = [.. args];
int at = rest.IndexOf("--layers");
if (at >= 0)
{
    if (at + 1 == rest.Count)
        return Fail("--layers needs a file");
    Environment.SetEnvironmentVariable(Suite.Variable, Path.GetFullPath(rest[at + 1]));
    rest.RemoveRange(at, 2);
}

List<Type> benchmarks = [typeof(GroupsBenchmark)];
try
{
    if (Suite.Layers.Count > 0)
        benchmarks.Add(typeof(SuiteBenchmark));
}
catch (TypeInitializationException e) when (e.InnerException is InvalidFileException reason)
{
    return Fail(reason.Message);
}

// BenchmarkDotNet looks for this project's file from the current directory: go where there is one and only one.
if (SolutionFolder.Above(AppContext.BaseDirectory) is { } solution && SolutionFolder.Above(Environment.CurrentDirectory) != solution)
    Environment.CurrentDirectory = solution;

ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
    .HideColumns(Column.Error)
    .AddColumn(LayerColumns.All)
    .WithOrderer(new DeclaredOrder());
config.SummaryStyle = BenchmarkDotNet.Reports.SummaryStyle.Default.WithMaxParameterColumnWidth(40);
// Short, so that a table of ten rows takes a minute and not ten; a job on the command line takes its place.
if (!rest.Exists(a => a is "-j" || a.StartsWith("--job", StringComparison.Ordinal)))
    config.AddJob(Job.Default.WithWarmupCount(3).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(200)).WithId("Short"));

// Materialized: a benchmark that failed to build or to run must not look like success to a script.
var summaries = BenchmarkSwitcher.FromTypes([.. benchmarks]).Run([.. rest], config).ToList();
return summaries.Exists(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
