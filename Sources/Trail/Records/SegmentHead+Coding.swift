// A segment's first record holds other records as they were written, byte for byte, so it is put together and taken
// apart by hand:
//
//     "data":{"format":1,"number":3,"halt":null,"open":[{"seq":7,…},{"seq":8,…}]}

/// The version of the format, written with every segment. A program that reads a higher one reads what it knows.
let formatVersion = 1

func encoded(_ head: SegmentHead) -> [UInt8] {
    var bytes = Array(#"{"format":\#(formatVersion),"number":\#(head.number),"halt":"#.utf8)
    bytes += head.halt ?? Array("null".utf8)
    bytes += Array(#","open":["#.utf8)
    bytes += head.open.joined(separator: [UInt8(ascii: ",")])
    bytes += Array("]}".utf8)
    return bytes
}

/// Nil if the record is not a segment's first one as it should be.
func segmentHead(_ record: TrailRecord) -> SegmentHead? {
    guard record.header.event == "segment" else { return nil }
    let line = record.line
    guard let data = members(of: line, at: 0)?.last(where: { $0.key == "data" })?.value,
        let fields = members(of: line, at: data.lowerBound)
    else { return nil }
    func field(_ key: String) -> Range<Int>? { fields.first { $0.key == key }?.value }
    guard let number = field("number"), let count = Int(String(decoding: line[number], as: UTF8.self)),
        let list = field("open"), let open = elements(of: line, at: list.lowerBound)
    else { return nil }
    let halt = field("halt").map { Array(line[$0]) }
    return SegmentHead(
        number: count, open: open.map { Array(line[$0]) }, halt: halt == Array("null".utf8) ? nil : halt)
}

/// The members of the object that begins at `start`: where their values stand. Nil if it is not one.
private func members(of json: [UInt8], at start: Int) -> [(key: String, value: Range<Int>)]? {
    guard start < json.count, json[start] == UInt8(ascii: "{") else { return nil }
    var members: [(key: String, value: Range<Int>)] = []
    var place = start + 1
    if place < json.count, json[place] == UInt8(ascii: "}") { return [] }
    while true {
        guard let key = value(in: json, at: place), key.upperBound < json.count,
            json[key.upperBound] == UInt8(ascii: ":"), let member = value(in: json, at: key.upperBound + 1),
            member.upperBound < json.count
        else { return nil }
        members.append((String(decoding: json[key].dropFirst().dropLast(), as: UTF8.self), member))
        if json[member.upperBound] == UInt8(ascii: "}") { return members }
        guard json[member.upperBound] == UInt8(ascii: ",") else { return nil }
        place = member.upperBound + 1
    }
}

/// Where the elements of the array that begins at `start` stand.
private func elements(of json: [UInt8], at start: Int) -> [Range<Int>]? {
    guard start + 1 < json.count, json[start] == UInt8(ascii: "[") else { return nil }
    var elements: [Range<Int>] = []
    var place = start + 1
    if json[place] == UInt8(ascii: "]") { return [] }
    while true {
        guard let element = value(in: json, at: place), element.upperBound < json.count else { return nil }
        elements.append(element)
        if json[element.upperBound] == UInt8(ascii: "]") { return elements }
        guard json[element.upperBound] == UInt8(ascii: ",") else { return nil }
        place = element.upperBound + 1
    }
}

/// The range of the value that begins at `start`, in JSON without white space. Brackets are counted, not checked.
private func value(in json: [UInt8], at start: Int) -> Range<Int>? {
    var depth = 0
    var isString = false
    var place = start
    while place < json.count {
        let byte = json[place]
        if isString {
            if byte == UInt8(ascii: "\\") { place += 1 } else if byte == UInt8(ascii: "\"") { isString = false }
        } else {
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place > start ? start..<place : nil }
                depth -= 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { return place > start ? start..<place : nil }
            default: break
            }
        }
        place += 1
    }
    return nil
}
