using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Training;

/// <summary>The reader of UCI-HAR's files.</summary>
public sealed class HarDatasetTests : IDisposable
{
    private const string Signal = "train/Inertial Signals/body_gyro_x_train.txt";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("groupconv-har-");

    public HarDatasetTests() => SyntheticHar.Write(_folder.FullName, train: 12, test: 6);

    [Fact]
    public void Signals_lie_side_by_side_in_a_window()
    {
        HarDataset data = HarDataset.Load(_folder.FullName);
        (data.Train.Count, data.Test.Count, data.Train.Classes).Should().Be((12, 6, 6));
        data.Train.Shape.Should().Equal(9, 128);
        data.Train.Labels.ToArray().Should().Equal(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
        string[] words = File.ReadLines(PathOf(Signal)).ElementAt(4).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        data.Train.Sample(4)[3 * 128 + 7].Should().Be(float.Parse(words[7], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Signals_are_standardized_by_the_training_part()
    {
        HarDataset data = HarDataset.Load(_folder.FullName);
        Standardization standardization = Standardization.Of(data.Train);
        float[] values = standardization.Apply(data.Train).Values.ToArray();
        for (int signal = 0; signal < 9; signal++)
        {
            double[] own = [.. values.Where((_, i) => i / 128 % 9 == signal).Select(x => (double)x)];
            own.Average().Should().BeApproximately(0, 1e-5);
            own.Average(x => x * x).Should().BeApproximately(1, 1e-5);
        }

        var saved = new StateDict();
        standardization.Save(saved);
        float[] test = Standardization.Load(saved, 9).Apply(data.Test).Values.ToArray();
        test.Should().Equal(standardization.Apply(data.Test).Values.ToArray());
        test[0].Should().Be((data.Test.Values.Span[0] - standardization.Means[0]) / standardization.Deviations[0]);
    }

    [Fact]
    public void Missing_files_and_folders_are_named()
    {
        File.Delete(PathOf(Signal));
        Message().Should().Be($"there is no file '{PathOf(Signal)}'");
        Action act = () => HarDataset.Load(PathOf("nowhere"));
        act.Should().Throw<InvalidDataException>().WithMessage("there is no folder*nowhere'");
    }

    [Theory]
    [InlineData(0, 127, "there must be 128 numbers, but there are 127")]
    [InlineData(3, 129, "there must be 128 numbers, but there are 129")]
    [InlineData(11, 0, "there must be 128 numbers, but there are 0")]
    public void A_ragged_line_is_named(int line, int numbers, string expected)
    {
        string[] lines = File.ReadAllLines(PathOf(Signal));
        lines[line] = string.Join(' ', Enumerable.Repeat("0.5", numbers));
        // A blank line at the end would be none.
        File.WriteAllLines(PathOf(Signal), numbers == 0 ? [.. lines, lines[0]] : lines);
        Message().Should().Be($"{PathOf(Signal)}, line {line + 1}: {expected}");
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("1e99")]
    [InlineData("x")]
    [InlineData("1.5x")]
    public void What_is_no_number_is_named(string word)
    {
        string[] lines = File.ReadAllLines(PathOf(Signal));
        lines[1] = word + " " + lines[1];
        File.WriteAllLines(PathOf(Signal), lines);
        Message().Should().Be($"{PathOf(Signal)}, line 2: '{word}' is not a finite number");
    }

    [Fact]
    public void Numbers_of_windows_must_be_equal()
    {
        File.AppendAllText(PathOf("train/y_train.txt"), "3\n");
        Message().Should().Be($"{PathOf("train/Inertial Signals/body_acc_x_train.txt")} has 12 windows, but {PathOf("train/y_train.txt")} has 13 labels");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("1.5")]
    public void A_label_must_be_an_activity(string label)
    {
        string path = PathOf("train/y_train.txt");
        string[] lines = File.ReadAllLines(path);
        lines[2] = label;
        File.WriteAllLines(path, lines);
        Message().Should().Be($"{path}, line 3: a label must be a whole number from 1 to 6, but is {label}");
    }

    [Fact]
    public void Empty_files_are_named_and_ends_of_lines_may_be_of_any_system()
    {
        string path = PathOf("train/y_train.txt");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n");
        HarDataset.Load(_folder.FullName).Train.Count.Should().Be(12);
        File.WriteAllText(path, " \n");
        Message().Should().Be($"{path} is empty");
    }

    [SharedDataFact]
    public void The_subset_of_the_real_data_is_read()
    {
        HarDataset data = HarDataset.Load(SharedData.PathOf("data/uci-har-subset"));
        (data.Train.Count, data.Test.Count).Should().Be((2400, 950));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Message() => this.Invoking(_ => HarDataset.Load(_folder.FullName)).Should().Throw<InvalidDataException>().Which.Message;
}
