using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace GroupConv.Benchmarks;

/// <summary>A column of the summary that is computed from the layer of the row and its mean time.</summary>
/// <param name="name">The heading.</param>
/// <param name="legend">What it means, printed under the table.</param>
/// <param name="cell">The text for a layer, its seconds (not a number where it failed) and its row.</param>
internal sealed class LayerColumn(string name, string legend, Func<ConvGeometry, double, Summary, BenchmarkCase, string> cell) : IColumn
{
    public string Id => $"GroupConv.{name}";

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public static ConvGeometry LayerOf(BenchmarkCase row) => row.Parameters[nameof(SuiteBenchmark.Layer)] is string name
        ? Suite.Find(name).Geometry
        : GroupsBenchmark.Geometry((int)row.Parameters[nameof(GroupsBenchmark.Size)], (int)row.Parameters[nameof(GroupsBenchmark.Groups)]);

    public static double Seconds(Summary summary, BenchmarkCase row) => summary[row]?.ResultStatistics?.Mean / 1e9 ?? double.NaN;

    public static string Number(FormattableString text, double value) => double.IsFinite(value) ? text.ToString(CultureInfo.InvariantCulture) : "?";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        cell(LayerOf(benchmarkCase), Seconds(summary, benchmarkCase), summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
