using System.Reflection;
using GroupConv.Networks;
using GroupConv.Networks.Steps;
using GroupConv.Tests.Support;
using GroupConv.Threading;

namespace GroupConv.Tests.Training;

/// <summary>
/// Threads share the work of every layer's gradient and change no bit of it. A race shows only while two threads are at work, which a
/// short step may never see: so the first two threads of every job wait for each other, and fields of a step are looked at on one thread.
/// </summary>
public class SharedGradientTests
{
    private const int Repetitions = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Layers => [.. LargeLayers.Types.Select(type => type.Name)];

    [Fact]
    public void Every_layer_that_can_be_trained_has_a_case() => LargeLayers.Types.Should().BeEquivalentTo(TrainableLayers.All);

    [Theory]
    [MemberData(nameof(Layers))]
    public void Two_threads_at_work_at_once_change_no_bit(string layer)
    {
        foreach ((Network network, TensorShape shape) in Of(layer))
        {
            (float[][] expected, _) = Gradients(Training(network, shape), threads: 1, (_, _) => null);
            string what = $"{network.Nodes[^1].Layer.Kind} on {shape}";
            foreach (int threads in (int[])[2, 3, 16])
            {
                TrainingNetwork training = Training(network, shape);
                for (int repetition = 0; repetition < Repetitions; repetition++)
                {
                    (float[][] actual, long tasks) = Gradients(training, threads, MeetingOfTwo);
                    tasks.Should().BeGreaterThanOrEqualTo(LeastTasks(network.Nodes[^1].Layer, threads), $"threads share the gradient of {what}");
                    for (int i = 0; i < expected.Length; i++)
                        Bits.ShouldBeTheSame(actual[i], expected[i], $"gradient {i} of {what}, {threads} threads, run {repetition}");
                }
            }
        }
    }

    /// <summary>What a task leaves in its step is there for a task that runs at the same time.</summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void A_task_leaves_nothing_in_the_fields_of_its_step(string layer)
    {
        foreach ((Network network, TensorShape shape) in Of(layer))
            Gradients(Training(network, shape), threads: 1, FieldsStayAsTheyAre);
    }

    private static IEnumerable<(Network Network, TensorShape Shape)> Of(string layer) =>
        LargeLayers.Of(LargeLayers.Types.Single(type => type.Name == layer));

    private static TrainingNetwork Training(Network network, TensorShape shape) =>
        new(network, StateDict.Random(network), shape, new TrainingOptions { InputGradient = true });

    /// <summary>A forward and a backward run, with a watch on all their jobs.</summary>
    /// <returns>The gradients of the input and of all parameters, and the most tasks that a job of the backward run had.</returns>
    private static (float[][] Gradients, long MostTasks) Gradients(TrainingNetwork training, int threads, Func<ParallelJob, int, Action<int>?> watch)
    {
        long most = 0;
        ParallelJob.Watch = (job, tasks, slots) =>
        {
            most = Math.Max(most, tasks);
            return watch(job, slots);
        };
        try
        {
            training.Runs = 0; // what is dropped depends on it
            int outputs = training.Forward(TestData.Uniform(training.Input.Elements, seed: 1), training.Input[0], threads).Length;
            most = 0;
            training.Backward(TestData.Uniform(outputs, seed: 2), threads);
            return ([training.InputGradient.ToArray(), .. training.Parameters.Select(parameter => parameter.Gradient.ToArray())], most);
        }
        finally
        {
            ParallelJob.Watch = null;
        }
    }

    /// <summary>More than threads; but the planner decides about convolutions, and a view runs nothing.</summary>
    private static int LeastTasks(Layer layer, int threads) => layer switch
    {
        Flatten or Reshape or Identity => 0,
        Conv2d or Conv1d or ConvTranspose2d or Linear => 2,
        _ => threads + 1,
    };

    /// <summary>No thread begins a task before two threads have come to the job.</summary>
    private static Action<int>? MeetingOfTwo(ParallelJob job, int threads)
    {
        if (threads < 2)
            return null;
        var hasCome = new int[threads];
        int come = 0;
        return slot =>
        {
            if (Interlocked.Exchange(ref hasCome[slot], 1) == 0)
                Interlocked.Increment(ref come);
            if (!SpinWait.SpinUntil(() => Volatile.Read(ref come) >= 2, Patience))
                throw new InvalidOperationException("no second thread came to the job");
        };
    }

    private static Action<int>? FieldsStayAsTheyAre(ParallelJob job, int threads)
    {
        if (job is not ParallelStep)
            return null;
        FieldInfo[] fields = [.. FieldsOf(job.GetType())];
        object?[]? before = null;
        return _ =>
        {
            object?[] now = Array.ConvertAll(fields, field => field.GetValue(job));
            now.Should().Equal(before ??= now, $"tasks of {job.GetType().Name} share its fields");
        };
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type? type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        for (; type is not null && type != typeof(ParallelJob); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(all))
                yield return field;
        }
    }
}
