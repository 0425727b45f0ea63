using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>The loss and the scores of a classification against numbers computed by hand.</summary>
public class ScoreTests
{
    [Fact]
    public void The_loss_is_minus_the_log_of_the_right_class()
    {
        float[] logits = [1, 2, 3, 0, 0, 0], gradient = new float[6];
        double loss = SoftmaxCrossEntropy.Loss(logits, [2, 0], gradient);
        double first = Math.Log(Math.Exp(-2) + Math.Exp(-1) + 1), second = Math.Log(3);
        loss.Should().BeApproximately((first + second) / 2, 1e-7);
        double sum = Math.Exp(1) + Math.Exp(2) + Math.Exp(3);
        double[] expected = [Math.Exp(1) / sum / 2, Math.Exp(2) / sum / 2, (Math.Exp(3) / sum - 1) / 2, -1.0 / 3, 1.0 / 6, 1.0 / 6];
        gradient.Zip(expected).Should().AllSatisfy(pair => ((double)pair.First).Should().BeApproximately(pair.Second, 1e-7));
    }

    [Fact]
    public void Smoothed_labels_give_the_loss_of_PyTorch()
    {
        var gradient = new float[6];
        double loss = SoftmaxCrossEntropy.Loss([1, 2, 3, 0.5f, -1, 0.25f], [0, 2], gradient, labelSmoothing: 0.1);
        loss.Should().BeApproximately(1.642525553703308, 1e-6);
        float[] expected = [-0.4217f, 0.1057f, 0.3160f, 0.2331f, 0.0391f, -0.2722f];
        gradient.Zip(expected).Should().AllSatisfy(pair => pair.First.Should().BeApproximately(pair.Second, 1e-4f));
    }

    [Fact]
    public void No_size_of_logits_overflows()
    {
        var gradient = new float[3];
        SoftmaxCrossEntropy.Loss([1e30f, -1e30f, 0], [0], gradient).Should().Be(0);
        gradient.Should().Equal(0, 0, 0);
        SoftmaxCrossEntropy.Loss([1000, 0, 0], [1], gradient).Should().BeApproximately(1000, 1e-9);
        gradient.Should().Equal(1, -1, 0);
        SoftmaxCrossEntropy.Loss([float.NaN, 0, 0], [1]).Should().Be(double.NaN);
    }

    [Fact]
    public void Lengths_and_labels_are_checked()
    {
        Action[] wrong =
        [
            () => SoftmaxCrossEntropy.Loss([1, 2, 3], [0, 1]),
            () => SoftmaxCrossEntropy.Loss([], []),
            () => SoftmaxCrossEntropy.Loss([1, 2], [2]),
            () => SoftmaxCrossEntropy.Loss([1, 2], [-1]),
            () => SoftmaxCrossEntropy.Loss([1, 2], [0], new float[1]),
            () => SoftmaxCrossEntropy.Loss([1, 2], [0], labelSmoothing: 1),
            () => SoftmaxCrossEntropy.Loss([1, 2], [0], labelSmoothing: double.NaN),
            () => new ConfusionMatrix(2).Add(2, 0),
            () => new ConfusionMatrix(2).Add([1f, 2f, 3f], [0]),
        ];
        wrong.Should().AllSatisfy(act => act.Should().Throw<ArgumentException>());
    }

    [Fact]
    public void Scores_follow_from_the_matrix()
    {
        // Rows are what it is: 8, 2, 0; 1, 5, 4; 0, 0, 0.
        var confusion = new ConfusionMatrix(3);
        foreach ((int actual, int predicted, int times) in ((int, int, int)[])[(0, 0, 8), (0, 1, 2), (1, 0, 1), (1, 1, 5), (1, 2, 4)])
        {
            for (int i = 0; i < times; i++)
                confusion.Add(actual, predicted);
        }

        confusion.Count.Should().Be(20);
        confusion.Accuracy.Should().Be(13.0 / 20);
        confusion.Precision(0).Should().Be(8.0 / 9);
        confusion.Recall(0).Should().Be(8.0 / 10);
        confusion.F1(0).Should().BeApproximately(16.0 / 19, 1e-12);
        confusion.Precision(1).Should().Be(5.0 / 7);
        confusion.Recall(1).Should().Be(0.5);
        confusion.F1(1).Should().BeApproximately(10.0 / 17, 1e-12);
        (confusion.Precision(2), confusion.Recall(2), confusion.F1(2), confusion.Support(2)).Should().Be((0, 0, 0, 0));
        confusion.MacroF1.Should().BeApproximately((16.0 / 19 + 10.0 / 17) / 3, 1e-12);
        new ConfusionMatrix(2).Accuracy.Should().Be(0);
    }

    [Fact]
    public void The_first_of_equal_logits_is_taken()
    {
        var confusion = new ConfusionMatrix(3);
        confusion.Add([1f, 1, 0, 0, 2, 2], [0, 2]);
        (confusion[0, 0], confusion[2, 1]).Should().Be((1L, 1L));
    }
}
