using GroupConv.Networks.Training.Reports;

namespace GroupConv.Networks;

/// <summary>Trainings on a page: curves, confusion matrix and scores of one; of several a comparison before.</summary>
/// <param name="Title">What the page is called.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Runs">At least one.</param>
public sealed record TrainingReport(string Title, IReadOnlyList<string> Classes, IReadOnlyList<TrainingRun> Runs)
{
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
