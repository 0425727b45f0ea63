using System.Reflection;

namespace GroupConv.Tests.Core.Hostile;

/// <summary>
/// Every public constructor and method that takes no span, found by reflection, with numbers that nobody should pass: it succeeds or throws
/// one of the documented exceptions, without large memory. <see cref="HostileCallTests"/> is the same for those with spans.
/// </summary>
public class EntryPointTests
{
    private const int Draws = 1000;
    private const long MostBytes = 4 * 1024 * 1024;

    public static TheoryData<string> Members => [.. EntryPoints().Select(NameOf)];

    [Fact]
    public void Every_public_member_that_takes_arguments_is_met_here_or_takes_spans()
    {
        string[] left = [.. AllMembers().Where(member => !HostileArguments.AllKnown(member)).Select(NameOf)];
        left.Should().OnlyContain(name => name.Contains("Span"), "an argument of a new type needs hostile values in HostileArguments");
        EntryPoints().Should().HaveCountGreaterThan(25);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Hostile_numbers_meet_a_documented_exception(string name)
    {
        MethodBase member = EntryPoints().First(candidate => NameOf(candidate) == name);
        int seed = name.Sum(c => c);
        var random = new Random(seed);
        // A measurement is some milliseconds whatever its arguments are.
        int draws = member.DeclaringType == typeof(MachinePeak) ? 12 : Draws;
        int succeeded = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            object?[] arguments = [.. member.GetParameters().Select(parameter => HostileArguments.Draw(parameter.ParameterType, random))];
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? error = Invoke(member, arguments);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            string call = $"{name} of seed {seed}, draw {draw}: {string.Join("; ", arguments.Select(argument => argument ?? "null"))}";
            if (error is not (null or ArgumentException or OverflowException or NotSupportedException))
                Assert.Fail($"{error} from {call}");
            bytes.Should().BeLessThan(MostBytes, call);
            succeeded += error is null ? 1 : 0;
        }

        succeeded.Should().BePositive("some of the arguments are good");
    }

    private static Exception? Invoke(MethodBase member, object?[] arguments)
    {
        try
        {
            if (member is ConstructorInfo constructor)
                constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            else
                member.Invoke(HostileArguments.Instance(member), BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private static IEnumerable<MethodBase> EntryPoints() => AllMembers().Where(HostileArguments.AllKnown);

    private static IEnumerable<MethodBase> AllMembers() =>
        from type in typeof(GroupedConv2d).Assembly.GetExportedTypes()
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where member.GetParameters().Length > 0 && !IsOfCompiler(member)
        select member;

    /// <summary>Members of records, and accessors of properties, whose values the constructors and methods meet.</summary>
    private static bool IsOfCompiler(MethodBase member) =>
        member.Name is "Equals" or "Deconstruct" or "op_Equality" or "op_Inequality" or "Invoke" or "BeginInvoke" or "EndInvoke"
        || (member.IsSpecialName && member.Name.StartsWith("set_", StringComparison.Ordinal));

    private static string NameOf(MethodBase member) =>
        $"{member.DeclaringType!.Name}.{member.Name}({string.Join(", ", member.GetParameters().Select(parameter => parameter.ParameterType.Name))})";
}
