using GroupConv.Networks.Training.Reports;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>Trainings on a page: curves, confusion matrix and scores of one; of several a comparison before.</summary>
/// <param name="Title">What the page is called.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Runs">At least one.</param>
public sealed record TrainingReport(string Title, IReadOnlyList<string> Classes, IReadOnlyList<TrainingRun> Runs)
{
    /// <summary>The names of the classes; copied.</summary>
    public IReadOnlyList<string> Classes { get; init => field = ValueList<string>.Of(value, nameof(Classes)); } = ValueList<string>.Of(Classes, nameof(Classes));

    /// <summary>At least one; copied.</summary>
    public IReadOnlyList<TrainingRun> Runs { get; init => field = ValueList<TrainingRun>.Of(value, nameof(Runs)); } = ValueList<TrainingRun>.Of(Runs, nameof(Runs));

    /// <summary>The report in words.</summary>
    /// <returns>Its title, and how many classes and runs it has.</returns>
    public override string ToString() => InvariantText.Of($"{Title}: {Classes.Count} classes, {Runs.Count} runs");

    /// <summary>
    /// A page with everything drawn in it. It needs nothing but itself: no other file, no network, no script; it is dark where the reader's
    /// system is.
    /// </summary>
    /// <returns>HTML to be written to a file in UTF-8.</returns>
    /// <exception cref="ArgumentException">There are no runs, or a run has another number of classes than there are names.</exception>
    public string ToHtml()
    {
        if (Runs.Count == 0)
            throw new ArgumentException("a report needs at least one run");
        foreach (TrainingRun run in Runs)
        {
            if (run.Test.Confusion.Classes != Classes.Count)
                throw new ArgumentException($"{run.Name} has {run.Test.Confusion.Classes} classes, but there are {Classes.Count} names");
        }

        return ReportPage.Of(this);
    }
}
