using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>Frames in and out: what is signed, what is dropped and why, what is golden.</summary>
public class WireTests
{
    private const string Header = """{"msg_id":"1","msg_type":"kernel_info_request","session":"s"}""";

    private static string Dropped(IReadOnlyList<byte[]> frames, MessageReader? reader = null)
    {
        Assert.Null((reader ?? Reader()).Read(frames, out var reason));
        return reason;
    }

    private static MessageReader Reader(string key = KernelBench.Key) => new(new MessageSigner(key), new ReplayGuard());

    private static List<byte[]> Frames(
        string header = Header,
        string parent = "{}",
        string metadata = "{}",
        string content = "{}",
        string key = KernelBench.Key
    ) => KernelBench.Frames("alice", header, parent, metadata, content, null, key);

    [Fact]
    public void A_signature_is_the_one_that_jupyter_makes()
    {
        // hmac.new(b"the-key", b'{"a":1}{}{}{"b":2}', hashlib.sha256).hexdigest()
        var frames = new[] { "{\"a\":1}", "{}", "{}", "{\"b\":2}" }.Select(Encoding.UTF8.GetBytes).ToList();
        Assert.Equal(
            "c0e7c5066175e7ad35450b24c7984dbbfb18f377b473a14852ffacb63b35b37b",
            Encoding.ASCII.GetString(new MessageSigner(KernelBench.Key).Sign(frames, 0))
        );
    }

    [Fact]
    public void A_signed_message_is_read()
    {
        var frames = Frames(content: """{"x":"é"}""");
        frames.Insert(0, [0, 1, 2]);
        frames.Add([5, 6]);
        var message = Reader().Read(frames, out _)!;
        Assert.Equal(2, message.Identities.Count);
        Assert.Equal(("1", "kernel_info_request", "s"), (message.Header.MsgId, message.Header.MsgType, message.Header.Session));
        Assert.Equal("é", message.Content.GetProperty("x").GetString());
        Assert.Equal([5, 6], message.Buffers.Single());
    }

    [Fact]
    public void Unsigned_forged_and_repeated_messages_are_dropped()
    {
        var reader = Reader();
        Assert.NotNull(reader.Read(Frames(), out _));
        Assert.Equal("it is a replay of an earlier message", Dropped(Frames(), reader));
        Assert.Equal("its signature is wrong", Dropped(Frames(key: "another"), reader));
        var unsigned = Frames();
        unsigned[2] = [];
        Assert.Equal("it is not signed", Dropped(unsigned, reader));
        var changed = Frames(content: """{"code":"a"}""");
        changed[6] = """{"code":"b"}"""u8.ToArray();
        Assert.Equal("its signature is wrong", Dropped(changed, reader));
        var upper = Frames(content: """{"code":"c"}""");
        upper[2] = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(upper[2]).ToUpperInvariant());
        Assert.Equal("its signature is wrong", Dropped(upper, reader));
    }

    [Fact]
    public void Without_a_key_nothing_is_signed_or_checked()
    {
        var reader = Reader("");
        Assert.Equal([], Frames(key: "")[2]);
        Assert.NotNull(reader.Read(Frames(key: ""), out _));
        Assert.NotNull(reader.Read(Frames(key: ""), out _));
        Assert.NotNull(reader.Read(Frames(key: "any"), out _));
    }

    [Fact]
    public void The_memory_of_signatures_is_bounded()
    {
        var guard = new ReplayGuard(limit: 3);
        byte[] Signature(int i) => Encoding.ASCII.GetBytes($"{i}");
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(guard.IsNew(Signature(i))));
        Assert.False(guard.IsNew(Signature(1)));
        Assert.True(guard.IsNew(Signature(0)));
    }

    [Theory]
    [InlineData("nonsense", "{}", "{}", "{}", "its header is not JSON")]
    [InlineData("[]", "{}", "{}", "{}", "its header is not a JSON object")]
    [InlineData("{}", "{}", "{}", "{}", "its header has no msg_id")]
    [InlineData("""{"msg_id":"1"}""", "{}", "{}", "{}", "its header has no msg_type")]
    [InlineData("""{"msg_id":1,"msg_type":"x"}""", "{}", "{}", "{}", "its header has no msg_id")]
    [InlineData(Header, "1", "{}", "{}", "its parent header is not a JSON object")]
    [InlineData(Header, "{}", "{", "{}", "its metadata is not JSON")]
    [InlineData(Header, "{}", "{}", "null", "its content is not a JSON object")]
    public void Malformed_messages_are_dropped(string header, string parent, string metadata, string content, string reason) =>
        Assert.Equal(reason, Dropped(Frames(header, parent, metadata, content)));

    [Fact]
    public void Messages_without_enough_frames_are_dropped()
    {
        Assert.Equal("it has no delimiter", Dropped([]));
        Assert.Equal(
            "it has no delimiter",
            Dropped([
                [1],
                [2],
            ])
        );
        Assert.Equal("it has 4 frames after the delimiter; at least 5 are required", Dropped(Frames()[..^1]));
    }

    [Fact]
    public void A_document_of_a_thousand_levels_is_dropped() =>
        Assert.Equal(
            "its content is not JSON",
            Dropped(Frames(content: string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000)))
        );

    [Fact]
    public void No_frames_whatever_make_it_throw()
    {
        var frame = Gen.Elements("<IDS|MSG>", "{}", "", "[]", "null", "{\"msg_id\":\"1\",\"msg_type\":\"a\"}", "\ud800", "{\"", "\0\u00ff")
            .Select(Encoding.UTF8.GetBytes);
        Prop.ForAll(
                Arb.From(Gen.ListOf(frame)),
                frames =>
                {
                    var reader = Reader("");
                    return reader.Read([.. frames], out var reason) is not null || reason.Length > 0;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    /// <summary>
    /// A conversation byte by byte, with a clock that stands and names that count: a change of the wire format shows here.
    /// </summary>
    [Fact]
    public void The_wire_is_golden()
    {
        using var bench = new KernelBench();
        bench.Ask("kernel_info_request", "{}");
        bench.Execute(
            "print héllo \"😀\" <b>\ndisplay shown\nupdate again\nclear\nvalue 42",
            ""","user_expressions":{"a":"x","b":"bad"}"""
        );
        bench.Execute("fail it is wrong");
        bench.Ask("complete_request", """{"code":"pr","cursor_pos":2}""");
        bench.Ask("inspect_request", """{"code":"print","cursor_pos":5,"detail_level":0}""");
        bench.Ask("inspect_request", """{"code":"","cursor_pos":0,"detail_level":0}""");
        bench.Ask("is_complete_request", """{"code":"if (x) {"}""");
        bench.Ask("history_request", """{"hist_access_type":"tail","n":1,"output":true}""");
        bench.Ask("comm_info_request", "{}");
        bench.Ask("connect_request", "{}");
        bench.Ask("interrupt_request", "{}", channel: Channel.Control);
        bench.Ask("shutdown_request", """{"restart":false}""", channel: Channel.Control);

        var version = Workbench.Operations.ProductVersion.Text;
        var text = new StringBuilder();
        foreach (var sent in bench.Sent)
        {
            text.Append(sent.Channel.ToString().ToLowerInvariant()).Append(" -> ").AppendJoin(' ', sent.To).Append('\n');
            // The version in kernel_info changes with every commit, and the signature with it.
            text.Append("  ").Append(sent.Type == "kernel_info_reply" ? "(signed)" : sent.Signature).Append('\n');
            foreach (var frame in sent.Frames.Skip(sent.To.Count + 2))
                text.Append("  ").Append(Encoding.UTF8.GetString(frame).Replace(version, "VERSION")).Append('\n');
        }
        Golden.Check(text.ToString(), "golden/wire.txt");
    }
}
