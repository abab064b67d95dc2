def plain(a)
  a + 1
end

module Net
  class Client < Base
    def get(path)
      paths.each { |p| yield p }
    end

    def self.open(url)
      new(url)
    end

    def ==(other) = id == other.id
  end
end

# expect: plain 1-3
# expect: Net::Client::get 7-9
# expect: Net::Client::self.open 11-13
# expect: Net::Client::== 15-15
