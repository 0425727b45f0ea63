using System.Collections;
using System.Globalization;
using System.Reflection;
using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Callers;

/// <summary>What callers hand over is read once, and what they get cannot be changed by a cast.</summary>
public class CallerTests
{
    /// <summary>A span of native memory does not keep its manager alive: a pin does.</summary>
    [Fact]
    public void A_memory_manager_is_pinned_as_long_as_a_network_runs_on_its_memory()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        CompiledNetwork network = builder.Build("relu", builder.Add("relu", new ReLU(), x)).Compile(new StateDict(), new TensorShape(4));
        var input = new CountingMemory(4);
        var output = new CountingMemory(4);

        network.Run([input.Memory], [output.Memory]);

        (input.Pins, input.Unpins).Should().Be((1, 1));
        (output.Pins, output.Unpins).Should().Be((1, 1));
    }

    [Fact]
    public void Every_public_member_that_takes_memory_has_a_case()
    {
        string[] members = [.. PublicSurface.TakersOfMemory.Select(PublicSurface.NameOf)];
        members.Should().OnlyHaveUniqueItems();
        members.Except(CallerCases.All.Keys).Should().BeEmpty("a new member that takes a list or an array needs a case in CallerCases");
        CallerCases.All.Keys.Except(members).Should().BeEmpty("these members are gone");
    }

    [Fact]
    public void Lists_that_change_and_arrays_that_are_written_to_give_a_right_result_or_a_documented_exception()
    {
        ChildResult result = ChildProcess.Run(ChildProgram.Callers, []);
        result.ExitCode.Should().Be(0, $"this run should not end the process: {result.Output}\n{result.Error}");
        string[] lines = result.Output.TrimEnd().Split('\n');
        lines[..^1].Should().BeEmpty();
        int.Parse(lines[^1], CultureInfo.InvariantCulture).Should().BeGreaterThan(10_000);
    }

    [Fact]
    public void No_list_that_a_caller_gets_is_an_array_or_a_list_that_he_could_write_to()
    {
        int lists = 0;
        foreach (object instance in Instances.All.SelectMany(type => type.Value()))
        {
            foreach (PropertyInfo property in instance.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            {
                if (property.GetIndexParameters().Length > 0 || property.PropertyType.IsByRefLike || property.PropertyType == typeof(string))
                    continue;
                if (!typeof(IEnumerable).IsAssignableFrom(property.PropertyType) || Value(property, instance) is not { } list)
                    continue;
                lists++;
                bool isWritable = list is Array { Length: > 0 } || (list is IList { IsReadOnly: false } and not Array) || (list is IDictionary { IsReadOnly: false });
                isWritable.Should().BeFalse($"{instance.GetType().Name}.{property.Name} is a {list.GetType().Name}");
            }
        }

        lists.Should().BeGreaterThan(40);

        static object? Value(PropertyInfo property, object instance)
        {
            try
            {
                return property.GetValue(instance);
            }
            catch (TargetInvocationException error) when (error.InnerException is ArgumentException)
            {
                return null; // the parameters of a layer that is not possible
            }
        }
    }
}
