using System.Collections;
using System.Numerics.Tensors;
using System.Reflection;
using GroupConv.Networks;
using GroupConv.Onnx;

namespace GroupConv.Tests.Callers;

/// <summary>The public types and members of the three libraries, as a caller sees them.</summary>
internal static class PublicSurface
{
    public static readonly Assembly[] Libraries = [typeof(GroupedConv2d).Assembly, typeof(Network).Assembly, typeof(OnnxModel).Assembly];

    private static readonly Type[] Containers =
    [
        typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(Span<>), typeof(ReadOnlySpan<>), typeof(Tensor<>), typeof(TensorSpan<>), typeof(ReadOnlyTensorSpan<>),
    ];

    public static IEnumerable<Type> Types => Libraries.SelectMany(library => library.GetExportedTypes());

    /// <summary>Constructors, methods and setters that take a list, a dictionary, an array, memory or a tensor.</summary>
    public static IEnumerable<MethodBase> TakersOfMemory =>
        from type in Types
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where member.Name is not ("Equals" or "Deconstruct" or "op_Equality" or "op_Inequality" or "Invoke" or "BeginInvoke" or "EndInvoke")
        where member.GetParameters().Any(parameter => IsMemory(parameter.ParameterType))
        select member;

    /// <summary>The member with the names of its parameters' types, which tells overloads apart.</summary>
    public static string NameOf(MethodBase member) =>
        $"{member.DeclaringType!.Name}.{member.Name}({string.Join(", ", member.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))})";

    private static string NameOf(Type type) =>
        type.IsByRef ? NameOf(type.GetElementType()!)
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;

    /// <summary>Anything that has elements and is not a type of the libraries, which are immutable or documented as shared.</summary>
    private static bool IsMemory(Type type)
    {
        if (type.IsByRef)
            return IsMemory(type.GetElementType()!);
        return !Libraries.Contains(type.Assembly) && type != typeof(string)
            && (type.IsArray || typeof(IEnumerable).IsAssignableFrom(type) || (type.IsGenericType && Containers.Contains(type.GetGenericTypeDefinition())));
    }
}
