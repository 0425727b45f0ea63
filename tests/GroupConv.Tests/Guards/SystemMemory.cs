using System.Runtime.InteropServices;

namespace GroupConv.Tests.Guards;

/// <summary>The calls of Linux and macOS that give pages and close them.</summary>
internal static partial class SystemMemory
{
    private const int None = 0, Read = 1, Write = 2;
    private const int CoreSize = 4;
    private static readonly int PrivateAnonymous = 0x02 | (OperatingSystem.IsMacOS() ? 0x1000 : 0x20);

    /// <summary>Why tests of guard pages are skipped, or null.</summary>
    public static string? WhyNot { get; } =
        OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? null : "guard pages are made with mmap and mprotect, which are Linux's and macOS's";

    public static nint ReserveClosed(nint bytes)
    {
        nint address = MemoryMap(0, bytes, None, PrivateAnonymous, -1, 0);
        return address != -1 ? address : throw new InvalidOperationException($"mmap failed with {Marshal.GetLastPInvokeError()}");
    }

    public static void Open(nint address, nint bytes) => Protect(address, bytes, Read | Write);

    public static void MakeReadOnly(nint address, nint bytes) => Protect(address, bytes, Read);

    public static void Release(nint address, nint bytes) => ThrowIfFailed(MemoryUnmap(address, bytes), "munmap");

    /// <summary>A process that is meant to crash should leave no core file.</summary>
    public static void ForbidCoreFiles() => ThrowIfFailed(SetLimit(CoreSize, default), "setrlimit");

    private static void Protect(nint address, nint bytes, int access)
    {
        if (bytes > 0)
            ThrowIfFailed(MemoryProtect(address, bytes, access), "mprotect");
    }

    private static void ThrowIfFailed(int result, string call)
    {
        if (result != 0)
            throw new InvalidOperationException($"{call} failed with {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MemoryMap(nint address, nint bytes, int access, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MemoryProtect(nint address, nint bytes, int access);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MemoryUnmap(nint address, nint bytes);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
