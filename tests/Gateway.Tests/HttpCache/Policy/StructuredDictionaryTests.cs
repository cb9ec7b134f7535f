using Gateway.HttpCache.Policy.Grammar;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9651 §4.2: parsing dictionaries.</summary>
public class StructuredDictionaryTests
{
    public static TheoryData<string, string, string?> Values => new()
    {
        { "9651 4.2.2", "", "" },
        { "9651 4.2.2", "   ", "" },
        { "9651 4.2.2", "a", "a=Boolean" },
        { "9651 4.2.2", "  a  ", "a=Boolean" },
        { "9651 4.2.2", "a=1, b=2", "a=Integer b=Integer" },
        { "9651 4.2.2", "a=1,b=2", "a=Integer b=Integer" },
        { "9651 4.2.2", "a=1\t,\t b=2", "a=Integer b=Integer" },
        { "9651 4.2.2", "a=1, b, a=?0", "a=Boolean b=Boolean" },
        { "9651 4.2.2", "a=1,", null },
        { "9651 4.2.2", "a=1,,b", null },
        { "9651 4.2.2", ",a", null },
        { "9651 4.2.2", "a b", null },
        { "9651 4.2.2", "\ta", null },
        { "9651 4.2.3.3", "A", null },
        { "9651 4.2.3.3", "1a", null },
        { "9651 4.2.3.3", "*a-_.*1", "*a-_.*1=Boolean" },
        { "9651 4.2.3.2", "a;b;c=1;d=\"x\", e", "a=Boolean e=Boolean" },
        { "9651 4.2.3.2", "a;  b", "a=Boolean" },
        { "9651 4.2.3.2", "a ;b", null },
        { "9651 4.2.3.2", "a;", null },
        { "9651 4.2.3.2", "a;B", null },
        { "9651 4.2.3.2", "a;b=", null },
        { "9651 4.2.1.2", "a=()", "a=InnerList" },
        { "9651 4.2.1.2", "a=( 1  \"b\" c;d )", "a=InnerList" },
        { "9651 4.2.1.2", "a=(1 2);x", "a=InnerList" },
        { "9651 4.2.1.2", "a=(1 2", null },
        { "9651 4.2.1.2", "a=(1,2)", null },
        { "9651 4.2.1.2", "a=(\"b\"\"c\")", null },
        { "9651 4.2.1.2", "a=((1))", null },
        { "9651 4.2.4", "a=-1", "a=Integer" },
        { "9651 4.2.4", "a=999999999999999", "a=Integer" },
        { "9651 4.2.4", "a=1000000000000000", null },
        { "9651 4.2.4", "a=-", null },
        { "9651 4.2.4", "a=--1", null },
        { "9651 4.2.4", "a=+1", null },
        { "9651 4.2.4", "a=1.5", "a=Decimal" },
        { "9651 4.2.4", "a=123456789012.123", "a=Decimal" },
        { "9651 4.2.4", "a=1234567890123.1", null },
        { "9651 4.2.4", "a=1.1234", null },
        { "9651 4.2.4", "a=1.", null },
        { "9651 4.2.4", "a=.5", null },
        { "9651 4.2.5", "a=\"\"", "a=Text" },
        { "9651 4.2.5", "a=\"b\\\"c\\\\\"", "a=Text" },
        { "9651 4.2.5", "a=\"b\\c\"", null },
        { "9651 4.2.5", "a=\"b", null },
        { "9651 4.2.5", "a=\"b\\", null },
        { "9651 4.2.5", "a=\"é\"", null },
        { "9651 4.2.5", "a='b'", null },
        { "9651 4.2.6", "a=Foo/bar:baz*", "a=Token" },
        { "9651 4.2.6", "a=*", "a=Token" },
        { "9651 4.2.7", "a=:aGVsbG8=:", "a=ByteSequence" },
        { "9651 4.2.7", "a=::", "a=ByteSequence" },
        { "9651 4.2.7", "a=:aGVsbG8:", "a=ByteSequence" },
        { "9651 4.2.7", "a=:a:", null },
        { "9651 4.2.7", "a=:aGVs", null },
        { "9651 4.2.7", "a=:aG-s:", null },
        { "9651 4.2.8", "a=?1, b=?0", "a=Boolean b=Boolean" },
        { "9651 4.2.8", "a=?2", null },
        { "9651 4.2.8", "a=?", null },
        { "9651 4.2.8", "a=?true", null },
        { "9651 4.2.9", "a=@1659578233", "a=Date" },
        { "9651 4.2.9", "a=@-1", "a=Date" },
        { "9651 4.2.9", "a=@1.5", null },
        { "9651 4.2.9", "a=@", null },
        { "9651 4.2.10", "a=%\"f%c3%bc\"", "a=DisplayText" },
        { "9651 4.2.10", "a=%\"f%C3%BC\"", null },
        { "9651 4.2.10", "a=%\"f%c3\"", null },
        { "9651 4.2.10", "a=%\"f%c", null },
        { "9651 4.2.10", "a=%x", null },
        { "9651 4.2.10", "a=%\"f", null },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Dictionary_Parsed_IsAllRightOrNothing(string section, string value, string? expected)
    {
        Assert.NotEmpty(section);

        var parsed = StructuredDictionary.TryParse(value, out var members);

        Assert.Equal(expected, parsed ? string.Join(' ', members.Select(static member => $"{member.Key}={member.Value.Kind}")) : null);
    }

    [Fact]
    public void SeveralLines_Parsed_AreOneValue()
    {
        Assert.True(StructuredDictionary.TryParse(new(["a=1", "b;x"]), out var members));
        Assert.Equal("a b", string.Join(" ", members.Select(static member => member.Key)));
        Assert.False(StructuredDictionary.TryParse(new(["a=1", ""]), out _));
    }

    [Fact]
    public void EscapedString_Parsed_IsUnescaped()
    {
        Assert.True(StructuredDictionary.TryParse("a=\"b\\\"c\\\\d\"", out var members));
        Assert.Equal("b\"c\\d", members[0].Value.Text);
    }
}
