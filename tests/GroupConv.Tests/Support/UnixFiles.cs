using System.Diagnostics;
using System.Net.Sockets;

namespace GroupConv.Tests.Support;

/// <summary>What has a name in a file system and is no file.</summary>
internal static class UnixFiles
{
    /// <summary>Makes a pipe (a FIFO), which nobody writes to: opening it to read would wait for ever.</summary>
    public static string Pipe(string path)
    {
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
        return path;
    }

    /// <summary>Makes a socket, which stays when this is closed.</summary>
    public static string Socket(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Closing a socket that was bound deletes its name, so the name is given to it by another one.
        string bound = path + ".bound";
        socket.Bind(new UnixDomainSocketEndPoint(bound));
        File.Move(bound, path);
        return path;
    }

    /// <summary>Runs what must not wait for anything; a minute is more than it needs on any machine.</summary>
    public static async Task<T> AtOnce<T>(Func<Task<T>> action) => await Task.Run(action).WaitAsync(TimeSpan.FromMinutes(1));
}
