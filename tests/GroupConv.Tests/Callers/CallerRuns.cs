using System.Globalization;
using GroupConv.Networks;
using GroupConv.Tests.Guards;

namespace GroupConv.Tests.Callers;

/// <summary>
/// Makes every call of <see cref="CallerCases"/> with lists that answer differently the second time, and with arrays that another thread
/// writes to. It runs in a process of its own, which memory that is written outside would end.
/// </summary>
internal static class CallerRuns
{
    private const int Races = 150;

    /// <summary>Prints a line for each fault, and at the end how many calls there were.</summary>
    public static int Run()
    {
        SystemMemory.ForbidCoreFiles();
        int calls = 0;
        foreach ((string member, Func<CallerArguments, object?> call) in CallerCases.All)
        {
            foreach (SecondAnswer second in Enum.GetValues<SecondAnswer>())
                calls += Lists(member, call, second);
            calls += Arrays(member, call);
        }

        calls += Managers();
        Console.WriteLine(calls);
        return 0;
    }

    private static int Lists(string member, Func<CallerArguments, object?> call, SecondAnswer second)
    {
        var arguments = new CallerArguments { Second = second };
        (object? result, string? fault) = Try(call, arguments);
        (object? expected, _) = Try(call, new CallerArguments());
        if (fault is null && arguments.Complaints.Count > 0)
            fault = string.Join(", ", arguments.Complaints.Distinct());
        if (fault is null && Text(result) != Text(expected))
            fault = $"gives {Text(result)} instead of {Text(expected)}";
        if (arguments.Made == 0)
            fault = "takes no list or array in its case";
        if (fault is not null)
            Console.WriteLine($"{member}, {second}: {fault}");
        return 1;
    }

    private static int Arrays(string member, Func<CallerArguments, object?> call)
    {
        var current = new CallerArguments();
        bool ends = false;
        var writer = new Thread(() =>
        {
            while (!Volatile.Read(ref ends))
                Volatile.Read(ref current).Flip();
        });
        writer.Start();
        string? fault = null;
        for (int race = 0; race < Races && fault is null; race++)
        {
            Volatile.Write(ref current, new CallerArguments());
            (_, fault) = Try(call, current);
        }

        Volatile.Write(ref ends, true);
        writer.Join();
        if (fault is not null)
            Console.WriteLine($"{member}, with an array that is written to: {fault}");
        return Races;
    }

    /// <summary>Memory whose span is shorter each second time, and that pins something else.</summary>
    private static int Managers()
    {
        const int Length = 64;
        var builder = new NetworkBuilder();
        Network network = builder.Build("relu", builder.Add("relu", new ReLU(), builder.Input()));
        CompiledNetwork compiled = network.Compile(new StateDict(), [Length]);
        int calls = 0;
        for (int late = 0; late < 4; late++)
        {
            using var input = new ShiftingMemory(Length, late);
            using var output = new ShiftingMemory(Length, late);
            (_, string? fault) = Try(_ => { compiled.Run([input.Memory], [output.Memory]); return null; }, new CallerArguments());
            if (fault is null && !output.IsWhole)
                fault = "memory that it did not get was written";
            if (fault is not null)
                Console.WriteLine($"CompiledNetwork.Run with a memory manager that shrinks after {late} spans: {fault}");
            calls++;
        }

        return calls;
    }

    /// <summary>The result, or what is wrong with the exception.</summary>
    private static (object? Result, string? Fault) Try(Func<CallerArguments, object?> call, CallerArguments arguments)
    {
        try
        {
            return (call(arguments), null);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or NotSupportedException or SafeTensorsException)
        {
            return (error.GetType().Name, null);
        }
        catch (Exception error)
        {
            return (null, error.ToString().ReplaceLineEndings(" "));
        }
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
