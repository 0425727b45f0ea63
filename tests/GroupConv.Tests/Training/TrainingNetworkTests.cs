using GroupConv.Networks;
using GroupConv.Networks.Models;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Support;
using GroupConv.Tests.Training.Reference;

namespace GroupConv.Tests.Training;

/// <summary>A network in training as a whole: running statistics, batches, bits, memory, arguments.</summary>
public class TrainingNetworkTests
{
    private static readonly TensorShape Shape = [6, 9, 32];

    [Fact]
    public void Running_statistics_follow_the_batch()
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("norm", builder.Add("norm", new BatchNorm2d(3), builder.Input()));
        TensorShape shape = [5, 3, 7];
        // Far from 0, where sums of squares lose their digits.
        float[] input = Array.ConvertAll(LayerCase.Input(shape, seed: 3), x => 1000 + x);
        var training = new TrainingNetwork(network, StateDict.Random(network), shape);
        training.Forward(input, 5);
        StateDict state = training.State();
        (double Mean, double Variance)[] expected = DoubleLayers.Statistics(new DoubleTensor(shape, Array.ConvertAll(input, x => (double)x)));
        for (int channel = 0; channel < 3; channel++)
        {
            // As in PyTorch: a tenth of it is new, and the variance is the unbiased one.
            ((double)state["norm.running_mean"].Values.Span[channel]).Should().BeApproximately(0.1 * expected[channel].Mean, 1e-4);
            ((double)state["norm.running_var"].Values.Span[channel]).Should().BeApproximately(0.9 + 0.1 * expected[channel].Variance * 35 / 34, 1e-5);
        }
    }

    [Fact]
    public void Threads_and_vector_width_change_no_bit()
    {
        float[][] expected = Trained(threads: 1, VectorTier.Auto);
        foreach ((int threads, VectorTier tier) in ((int, VectorTier)[])[(2, VectorTier.Auto), (5, VectorTier.Auto), (2, VectorTier.Vector128), (1, VectorTier.Vector512)])
            Trained(threads, tier).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering(), $"{threads} threads, {tier}");
    }

    [Fact]
    public void A_smaller_batch_has_the_bits_of_a_network_made_for_it()
    {
        Network network = ResNeXt1d.Create(groups: 4, blocks: 1);
        StateDict weights = StateDict.Random(network);
        float[] input = LayerCase.Input(Shape, seed: 1);
        var large = new TrainingNetwork(network, weights, Shape);
        Run(large, input, 6);
        large.Load(weights);
        Run(large, input[..(3 * 9 * 32)], 3);
        var small = new TrainingNetwork(network, weights, Shape.With(0, 3));
        Run(small, input[..(3 * 9 * 32)], 3);
        Gradients(large).Should().BeEquivalentTo(Gradients(small), options => options.WithStrictOrdering());
    }

    [Fact]
    public void A_warm_step_allocates_nothing()
    {
        Network network = ResNeXt1d.Create(groups: 32, blocks: 1);
        var training = new TrainingNetwork(network, StateDict.Random(network), Shape);
        Optimizer optimizer = new AdamOptions().Create(training);
        float[] input = LayerCase.Input(Shape, seed: 1), gradient = new float[6 * 6];
        int[] labels = [0, 1, 2, 3, 4, 5];
        void Step()
        {
            SoftmaxCrossEntropy.Loss(training.Forward(input, 6, 2), labels, gradient);
            training.Backward(gradient, 2);
            optimizer.Step(1e-3, 2);
        }

        Allocations.OfWarmCall(Step).Should().Be(0);
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_drops_the_same_backward()
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("dropout", builder.Add("dropout", new Dropout(0.25f), builder.Input()));
        TensorShape shape = [4, 1003];
        var training = new TrainingNetwork(network, new StateDict(), shape, new TrainingOptions { InputGradient = true, Seed = 5 });
        float[] ones = [.. Enumerable.Repeat(1f, 4012)];
        float[] first = training.Forward(ones, 4).ToArray();
        training.Backward(ones);
        training.InputGradient.ToArray().Should().Equal(first);
        first.Should().OnlyContain(x => x == 0 || x == 1 / 0.75f);
        first.Count(x => x == 0).Should().BeInRange(850, 1150); // 1003 +- 5 standard deviations
        training.Forward(ones, 4).ToArray().Should().NotEqual(first);
        training.Runs = 0;
        training.Forward(ones, 4, maxThreads: 1).ToArray().Should().Equal(first);
        var other = new TrainingNetwork(network, new StateDict(), shape, new TrainingOptions { Seed = 6 });
        other.Forward(ones, 4).ToArray().Should().NotEqual(first);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Network network = ResNeXt1d.Create(groups: 4, blocks: 1);
        var training = new TrainingNetwork(network, StateDict.Random(network), Shape);
        Action[] wrong =
        [
            () => training.Forward(new float[5], 1),
            () => training.Forward(new float[7 * 9 * 32], 7),
            () => training.Forward([], 0),
            () => training.Load(new StateDict()),
            () => _ = new TrainingNetwork(network, new StateDict(), Shape),
            () => _ = new TrainingNetwork(network, StateDict.Random(network), Shape.With(0, 0)),
            () => _ = new TrainingNetwork(network, StateDict.Random(network), [6, 8, 32]),
        ];
        wrong.Should().AllSatisfy(act => act.Should().Throw<ArgumentException>());
        training.Invoking(one => one.Backward(new float[36])).Should().Throw<InvalidOperationException>();
        training.Forward(new float[2 * 9 * 32], 2);
        training.Invoking(one => one.Backward(new float[36])).Should().Throw<ArgumentException>();
    }

    private static float[][] Trained(int threads, VectorTier tier)
    {
        Network network = ResNeXt1d.Create(groups: 8, blocks: 1);
        var training = new TrainingNetwork(network, StateDict.Random(network), Shape, new TrainingOptions { Tier = tier });
        Optimizer optimizer = new AdamOptions().Create(training);
        for (int step = 0; step < 2; step++)
        {
            Run(training, LayerCase.Input(Shape, seed: step), 6, threads);
            optimizer.Step(1e-3, threads);
        }

        return [.. training.State().Select(tensor => tensor.Values.ToArray()), .. Gradients(training)];
    }

    private static float[][] Gradients(TrainingNetwork training) => [.. training.Parameters.Select(parameter => parameter.Gradient.ToArray())];

    private static void Run(TrainingNetwork training, float[] input, int batch, int threads = 0)
    {
        training.Forward(input, batch, threads);
        training.Backward(TestData.Uniform(batch * 6, seed: 9), threads);
    }
}
